import { makeGenericClientConstructor, type ServiceClientConstructor } from '@grpc/grpc-js';
import protobuf from 'protobufjs';

/**
 * The part of Spark Connect's protocol that reading needs. Names and field numbers are those of Apache Spark 4 (spark/connect/*.proto, Apache-2.0);
 * fields that are not here are skipped when they come and never sent.
 */
const description = `
syntax = "proto3";
package spark.connect;
message UserContext { string user_id = 1; string user_name = 2; }
message DataType { message NULL {} oneof kind { NULL null = 1; } }
message Expression {
  message Literal { oneof literal_type { DataType null = 1; double double = 11; string string = 13; } }
  oneof expr_type { Literal literal = 1; }
}
message RelationCommon { optional int64 plan_id = 2; }
message SQL { string query = 1; repeated Expression pos_arguments = 5; }
message LocalRelation { optional bytes data = 1; optional string schema = 2; }
message Relation { RelationCommon common = 1; oneof rel_type { SQL sql = 10; LocalRelation local_relation = 11; } }
message CreateDataFrameViewCommand { Relation input = 1; string name = 2; bool is_global = 3; bool replace = 4; }
message SqlCommand { Relation input = 6; }
message Command { oneof command_type { CreateDataFrameViewCommand create_dataframe_view = 3; SqlCommand sql_command = 5; } }
message Plan { oneof op_type { Relation root = 1; Command command = 2; } }
message ExecutePlanRequest {
  string session_id = 1; UserContext user_context = 2; Plan plan = 3; string client_type = 4; string operation_id = 6;
}
message ArrowBatch { int64 row_count = 1; bytes data = 2; int64 start_offset = 3; }
message StageInfo { int64 num_tasks = 2; int64 num_completed_tasks = 3; }
message ExecutionProgress { repeated StageInfo stages = 1; }
message ExecutePlanResponse {
  oneof response_type { ArrowBatch arrow_batch = 2; ExecutionProgress execution_progress = 18; }
}
message InterruptRequest {
  string session_id = 1; UserContext user_context = 2; string client_type = 3; int32 interrupt_type = 4; string operation_id = 6;
}
message InterruptResponse { repeated string interrupted_ids = 2; }
message ReleaseSessionRequest { string session_id = 1; UserContext user_context = 2; string client_type = 3; }
message ReleaseSessionResponse { string session_id = 1; }`;

/** INTERRUPT_TYPE_OPERATION_ID. */
export const interruptOperation = 3;

const { root } = protobuf.parse(description, { keepCase: true });

function method(name: string, request: string, response: string, isStream: boolean) {
  const [asked, answered] = [request, response].map((type) => root.lookupType(`spark.connect.${type}`)) as [
    protobuf.Type,
    protobuf.Type,
  ];
  const pack = (type: protobuf.Type) => (value: object) => Buffer.from(type.encode(type.fromObject(value)).finish());
  const unpack = (type: protobuf.Type) => (bytes: Buffer) =>
    type.toObject(type.decode(bytes), { longs: Number, oneofs: true });
  return {
    ...{ path: `/spark.connect.SparkConnectService/${name}`, requestStream: false, responseStream: isStream },
    ...{ requestSerialize: pack(asked), requestDeserialize: unpack(asked) },
    ...{ responseSerialize: pack(answered), responseDeserialize: unpack(answered) },
  };
}

export const SparkConnectService: ServiceClientConstructor = makeGenericClientConstructor(
  {
    ExecutePlan: method('ExecutePlan', 'ExecutePlanRequest', 'ExecutePlanResponse', true),
    Interrupt: method('Interrupt', 'InterruptRequest', 'InterruptResponse', false),
    ReleaseSession: method('ReleaseSession', 'ReleaseSessionRequest', 'ReleaseSessionResponse', false),
  },
  'SparkConnectService',
);

/** A message of an executed plan. */
export interface PlanMessage {
  response_type?: 'arrow_batch' | 'execution_progress';
  arrow_batch?: { row_count: number; data: Uint8Array };
  execution_progress?: { stages?: { num_tasks?: number; num_completed_tasks?: number }[] };
}
