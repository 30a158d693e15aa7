/** The ways in which something is killed, and the only ones that count as a kill. */
export const killKinds = ["worker", "recorder", "archiver", "backend", "server"] as const
export type KillKind = (typeof killKinds)[number]

/** What must have happened in a run of full length at least once, or it has proved too little. */
export const marks = [
  "workers paused",
  "recorders paused",
  "archivers paused",
  "recorders struck while they wrote for many callers",
  "archivers struck while they moved something",
  "commits that never arrived",
  "commits whose answer was lost",
  "answers of the database cut in the middle",
  "silent connections to the database",
  "requests that never reached AWS",
  "answers of AWS lost",
  "answers of AWS cut in the middle",
  "silent connections to AWS",
  "events recorded again under their id",
  "known usage told as known",
  "ids of other usage refused",
  "events archived meanwhile",
  "records archived meanwhile",
  "records taken over from a lease that ran out",
  "settlements that came too late",
  "records sent again",
  "transactions open across a sealing",
  "transactions open across a sealing and rolled back",
  "late usage counted in another hour"
] as const
export type Mark = (typeof marks)[number]

/** What a crash run did, and what is wrong. */
export interface CrashReport {
  readonly seed: string
  readonly workers: number
  readonly rounds: number
  readonly kills: Readonly<Record<KillKind, number>>
  /** How often each of these happened. */
  readonly sometimes: Readonly<Record<Mark, number>>
  readonly events: number
  /** How many usage records AWS has taken. */
  readonly records: number
  /** How many virtual hours went by. */
  readonly hours: number
  /** What is wrong, in sentences; none when every unit is billed once. */
  readonly problems: ReadonlyArray<string>
}

/** How many things were killed. */
export const killsIn = (kills: CrashReport["kills"]): number =>
  killKinds.reduce((sum, kind) => sum + kills[kind], 0)
