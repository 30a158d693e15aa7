import type { Draw } from "../quarter/drawFrom.ts"
import type { KillKind } from "./CrashReport.ts"
import type { WorkerNotice } from "./Notice.ts"
import { type Cut, cuts } from "./openProxy.ts"

/** Something that goes wrong. */
export type Trouble =
  | { readonly _tag: "Kill"; readonly kind: KillKind; readonly moment: Moment | undefined }
  | { readonly _tag: "Pause"; readonly who: "recorder" | "worker"; readonly moment: Moment | undefined }
  | { readonly _tag: "Cut"; readonly cut: Cut; readonly where: "AWS" | "commit" | "database" }
  | { readonly _tag: "Hold"; readonly faults: number; readonly isCommitted: boolean }

/** A trouble, and the usage and the time that go by before it. */
export interface Fault {
  /** How long the machine waits before it, in milliseconds. */
  readonly delay: number
  readonly events: number
  /** Virtual minutes that go by at once. */
  readonly minutes: number
  readonly trouble: Trouble
}

/** What a worker is doing when it is struck; whenever it comes when there is none. */
export type Moment = Extract<WorkerNotice["_tag"], "Leased" | "Sealing" | "Settling">

/** Draws what goes wrong: as many kills as wanted, and about half as many other faults between them. */
export const planFaults = (draw: Draw, kills: number): ReadonlyArray<Fault> => {
  const faults: Array<Fault> = []
  const nextCut = cutsInTurn(draw)
  for (let killed = 0; killed < kills;) {
    const isKill = draw.share() < 0.65
    if (isKill) killed += 1
    const trouble = isKill ? killFrom(draw) : otherFrom(draw, nextCut)
    faults.push({
      delay: draw.between(100, 700),
      events: draw.between(5, 25),
      minutes: isMetBySending(trouble) ? minutesToDue : draw.between(0, 35),
      trouble
    })
  }
  return faults
}

const killFrom = (draw: Draw): Trouble => ({
  _tag: "Kill",
  kind: draw.oneOf(killsDrawn),
  moment: draw.oneOf<Moment | undefined>(moments)
})

const otherFrom = (draw: Draw, nextCut: () => Trouble): Trouble => {
  switch (draw.between(0, 6)) {
    case 0:
      return {
        _tag: "Pause",
        who: draw.share() < 0.25 ? "recorder" : "worker",
        moment: draw.oneOf<Moment | undefined>(moments)
      }
    case 1:
    case 2:
      return {
        _tag: "Hold",
        faults: draw.between(3, 8),
        isCommitted: draw.share() < 0.7
      }
    default:
      return nextCut()
  }
}

/** Each way of cutting comes as often as any other. */
const cutsInTurn = (draw: Draw): (() => Trouble) => {
  const all = (["AWS", "commit", "database"] as const).flatMap((where) =>
    cuts.map((cut): Trouble => ({ _tag: "Cut", cut, where }))
  )
  let next = draw.between(0, all.length - 1)
  return () => all[next++ % all.length]!
}

// Whoever is to be met while it sends needs an hour that is due.
const isMetBySending = (trouble: Trouble): boolean =>
  (trouble._tag === "Cut" && trouble.where === "AWS") ||
  ((trouble._tag === "Pause" || (trouble._tag === "Kill" && trouble.kind === "worker")) &&
    (trouble.moment === "Leased" || trouble.moment === "Settling"))

const minutesToDue = 75

/** Workers are killed most, and servers are stopped least. */
const killsDrawn = [
  ...Array<KillKind>(9).fill("worker"),
  ...Array<KillKind>(6).fill("backend"),
  ...Array<KillKind>(3).fill("recorder"),
  ...Array<KillKind>(2).fill("server")
] as unknown as readonly [KillKind, ...ReadonlyArray<KillKind>]

const moments: readonly [Moment, ...ReadonlyArray<Moment | undefined>] = [
  "Leased",
  "Sealing",
  "Settling",
  "Settling",
  undefined,
  undefined
]
