type Body = Record<string, unknown>;

/** What a request may do without, in the order in which a complaint is looked through. */
const optional = ['max_completion_tokens', 'max_tokens', 'temperature', 'reasoning_effort', 'tool_choice'] as const;
type Optional = (typeof optional)[number];

/** What one endpoint does not take. It is learned from its refusals and kept as long as the process runs. */
export interface OptionalParameters {
  /** The request without what is known to be refused. */
  fit(body: Body): Body;
  /** Whether the refusal names something that the body holds and can do without: then another try has a chance. */
  learn(refusal: string, body: Body): boolean;
}

export function createOptionalParameters(): OptionalParameters {
  const changes = new Map<Optional, 'left out' | 'renamed'>();
  return {
    fit(body) {
      const fitted = { ...body };
      for (const [name, change] of changes) {
        if (change === 'renamed') fitted.max_completion_tokens = fitted[name];
        delete fitted[name];
      }
      return fitted;
    },
    learn(refusal, body) {
      const name = readRefused(refusal, body);
      if (!name) return false;
      // OpenAI: "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
      const isRenamed = name === 'max_tokens' && /\buse 'max_completion_tokens'/i.test(refusal);
      changes.set(name, isRenamed && !changes.has('max_completion_tokens') ? 'renamed' : 'left out');
      return true;
    },
  };
}

/** The parameter that the error names in its field for it, otherwise the first one that its message mentions. */
function readRefused(refusal: string, body: Body): Optional | undefined {
  const held = optional.filter((name) => body[name] !== undefined);
  const [, param] = /"param"\s{0,3}:\s{0,3}"(\w{1,40})"/.exec(refusal) ?? [];
  return held.find((name) => name === param) ?? held.find((name) => new RegExp(`\\b${name}\\b`).test(refusal));
}
