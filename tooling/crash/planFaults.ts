import type { Draw } from "../quarter/drawFrom.ts"
import type { KillKind } from "./CrashReport.ts"
import type { ArchiverNotice, RecorderNotice, WorkerNotice } from "./Notice.ts"
import { type Cut, cuts } from "./openProxy.ts"

/** Something that goes wrong. */
export type Trouble =
  | { readonly _tag: "Kill"; readonly kind: KillKind; readonly moment: Moment | undefined }
  | { readonly _tag: "Pause"; readonly who: Struck; readonly moment: Moment | undefined }
  | { readonly _tag: "Cut"; readonly cut: Cut; readonly where: "AWS" | "commit" | "database" }
  | { readonly _tag: "Hold"; readonly faults: number; readonly isCommitted: boolean }

/** Whom a trouble can meet at a moment of its work. */
export type Struck = "archiver" | "recorder" | "worker"

/** A trouble, and the usage and the time that go by before it. */
export interface Fault {
  /** How long the machine waits before it, in milliseconds. */
  readonly delay: number
  readonly events: number
  /** Virtual minutes that go by at once. */
  readonly minutes: number
  readonly trouble: Trouble
}

/** What somebody is doing when he is struck; whenever it comes when there is none. */
export type Moment = Extract<
  (ArchiverNotice | RecorderNotice | WorkerNotice)["_tag"],
  "Appending" | "Archiving" | "Leased" | "Sealing" | "Settling"
>

/** Draws what goes wrong: as many kills as wanted, and about half as many other faults between them. */
export const planFaults = (draw: Draw, kills: number): ReadonlyArray<Fault> => {
  const faults: Array<Fault> = []
  const next = { cut: inTurn(everyCut, draw), paused: inTurn(everyPause, draw) }
  for (let killed = 0; killed < kills;) {
    const isKill = draw.share() < 0.65
    if (isKill) killed += 1
    const trouble = isKill ? killFrom(draw) : otherFrom(draw, next)
    faults.push({
      delay: draw.between(100, 700),
      events: draw.between(5, 25),
      minutes: isMetBySending(trouble) ? minutesToDue : draw.between(0, 35),
      trouble
    })
  }
  return faults
}

const killFrom = (draw: Draw): Trouble => {
  const kind = draw.oneOf(killsDrawn)
  const moment = kind === "backend" || kind === "server" ? undefined : momentFrom(draw, kind)
  return { _tag: "Kill", kind, moment }
}

const momentFrom = (draw: Draw, who: Struck): Moment | undefined => {
  switch (who) {
    case "archiver":
      return draw.share() < 0.7 ? "Archiving" : undefined
    case "recorder":
      return draw.share() < 0.7 ? "Appending" : undefined
    case "worker":
      return draw.share() < 0.7 ? draw.oneOf(moments) : undefined
  }
}

const otherFrom = (
  draw: Draw,
  next: { readonly cut: () => Trouble; readonly paused: () => Struck }
): Trouble => {
  switch (draw.between(0, 8)) {
    case 0:
    case 1: {
      const who = next.paused()
      return { _tag: "Pause", who, moment: momentFrom(draw, who) }
    }
    case 2:
    case 3:
      return {
        _tag: "Hold",
        faults: draw.between(3, 8),
        isCommitted: draw.share() < 0.7
      }
    default:
      return next.cut()
  }
}

const everyCut: ReadonlyArray<Trouble> = (["AWS", "commit", "database"] as const).flatMap((where) =>
  cuts.map((cut): Trouble => ({ _tag: "Cut", cut, where }))
)

const everyPause: ReadonlyArray<Struck> = ["archiver", "worker", "recorder", "worker"]

/** Each comes as often as any other. */
const inTurn = <One>(all: ReadonlyArray<One>, draw: Draw): (() => One) => {
  let next = draw.between(0, all.length - 1)
  return () => all[next++ % all.length]!
}

// Whoever is to be met while it sends needs an hour that is due.
const isMetBySending = (trouble: Trouble): boolean =>
  (trouble._tag === "Cut" && trouble.where === "AWS") ||
  ((trouble._tag === "Pause" || trouble._tag === "Kill") &&
    (trouble.moment === "Leased" || trouble.moment === "Settling"))

const minutesToDue = 75

/** Workers are killed most, and servers are stopped least. */
const killsDrawn = [
  ...Array<KillKind>(9).fill("worker"),
  ...Array<KillKind>(6).fill("backend"),
  ...Array<KillKind>(4).fill("recorder"),
  ...Array<KillKind>(3).fill("archiver"),
  ...Array<KillKind>(2).fill("server")
] as unknown as readonly [KillKind, ...ReadonlyArray<KillKind>]

const moments: readonly [Moment, ...ReadonlyArray<Moment>] = ["Leased", "Sealing", "Settling", "Settling"]
