/** What `--help` says of the backtests beside their options. */
export const detectionHelp = `
A CSV has the columns time, entity (optional) and one per metric; label (0 or 1) or change_point (a 1 marks five rows) say what is anomalous.
Usual other names, ";" or tabs between the cells, decimal commas and words for missing values are understood. Times are dates, the digits of a
date, or numbers since 1970 in s, ms, us or ns by their size.
Rows stand in time order per entity. The first part of each entity is taken as normal; its labels are not read.
A recording is a folder with samples.lp, topology.yaml and labels.csv; nocturne trains on its first part as "train" does, an entity is a
place, and an alarm of nocturne is anomalies that last, as they open an incident. Other places are not measured while a fault acts.

Columns
  AUC-PR       average precision, mean over the entities with an anomaly; random gets the share of anomalous rows
  RECALL       share of the events in which it alarmed, with a threshold from the part to learn from, for the budget of false alarms
  FALSE/DAY    alarms outside the events, per device and day
  BEST RECALL  share of the events that the best single threshold finds within the budget; it has seen the labels
  ALARMS/DAY   without labels: all alarms per device and day

Examples
  nocturne backtest detection telemetry.csv.gz --train-share 0.5 --false-alarms-per-day 1
  nocturne backtest detection --history 7d`;

export const causesHelp = `
A CSV has a column cause; all others besides time, entity and label are features. It is cut at one moment for all entities.
A recording is a folder with samples.lp, topology.yaml and labels.csv.

Columns
  MACRO F1      mean of F1 over the causes that occur
  RIGHT         share of the faults or rows with the right cause; unknown and nothing count as wrong
  PLACE RIGHT   share with the right place, which for a link is either end
  UNKNOWN       share called unknown
  SAID NOTHING  share without any verdict, because no anomaly was noticed
  PRECISION     share of those called so that are so; RECALL: share of those that are so that were called so
  CONFIDENCE    verdicts by what they said of themselves: MEAN confidence should equal RIGHT

Examples
  nocturne backtest causes recordings/october --from 2026-10-20
  nocturne backtest causes --history 7d`;

export const forecastHelp = `
A CSV has the columns time, entity (optional) and one per metric. Columns with labels and causes are not read.
A recording is a folder with samples.lp and topology.yaml. Of its metrics those are forecast that "nocturne train" makes models of.
Values are means of steps: of one minute, or of more where values come less often. All places are cut at one moment, and one model
learns from all of them; of many steps it learns from the newest 30,000, as in training. Every value after the cut is forecast ten minutes
before (one step at least) from what was known then, by every method.

Columns, means over the places that were judged
  MAE              mean absolute error, in the unit of the metric
  RMSE             root of the mean squared error, in the same unit
  OF LAST VALUE'S  MAE as a share of that of the last value, place by place; a model must have the least
  IN BAND          share of the values within their 90 % bands; 90 % is best
  INTERVAL SCORE   length of a band and 20 times how far a value lies outside, in the unit of the metric; lower is better

The last line says what a training on the first part would put in use, and why.

Example
  nocturne backtest forecast telemetry.csv.gz --metric rtt_ms --json`;
