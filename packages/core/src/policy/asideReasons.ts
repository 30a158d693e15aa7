import type { Meter } from "../model/Meter.ts"

/** Why usage is set aside: held for a person, or written off for good. */
export interface AsideReason {
  readonly _tag: "Held" | "WrittenOff"
  readonly reason: string
}

const held = (reason: string): AsideReason => ({ _tag: "Held", reason })
const writtenOff = (reason: string): AsideReason => ({ _tag: "WrittenOff", reason })

/** The reasons of sealing itself; `countedHour` has those of time. */
export const asideReasons = {
  otherProduct: held("OtherProduct: a fraction of a unit of a product that the account has left"),
  rounded: ({ fraction }: Pick<Meter, "fraction">): AsideReason =>
    writtenOff(`Rounded: fractions of this meter go ${fraction}`),
  takenBack: writtenOff(
    "TakenBack: an event that came late lowered what was sealed already, and AWS lowers nothing"
  ),
  tooMuch: held("TooMuch: the hour's usage exceeds what AWS takes of a dimension in a month"),
  unknownMeter: held("UnknownMeter: no product that the account is subscribed to has such a meter")
}
