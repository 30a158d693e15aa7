import type { Draw } from "../quarter/drawFrom.ts"
import type { Mark } from "./CrashReport.ts"
import type { Member } from "./Crew.ts"
import type { RecorderNotice } from "./Notice.ts"
import type { GivenEvent, RecorderOrder } from "./RecorderOrder.ts"

/** What an order is about: new usage, usage that is known, or the id of usage that is known with another quantity. */
type About = "new" | "known" | "other"

interface Waiting extends RecorderOrder {
  readonly about: About
  readonly recorder: Member
}

/** Hands usage to recorders, and knows what each of them must answer. */
export class RecorderDesk {
  readonly acknowledged: Array<GivenEvent> = []
  /** What nobody meant to happen. */
  readonly problems: Array<string> = []
  readonly #mark: (mark: Mark) => void
  #orders = 0
  readonly #waiting = new Map<number, Waiting>()

  constructor(mark: (mark: Mark) => void) {
    this.#mark = mark
  }

  /** How many orders are not answered yet. */
  get unanswered(): number {
    return this.#waiting.size
  }

  /** Hands an event to a recorder, which tries until it is answered. */
  give(event: GivenEvent, recorder: Member, about: About = "new"): void {
    const order = { about, event, order: (this.#orders += 1), recorder }
    this.#waiting.set(order.order, order)
    tell(order)
  }

  /** Hands usage that was acknowledged to a recorder once more, as it was or with another quantity. */
  repeat(draw: Draw, recorderOf: (event: GivenEvent) => Member): void {
    const event = this.acknowledged[draw.between(0, this.acknowledged.length - 1)]
    const about = draw.oneOf(["known", "other"] as const)
    if (event !== undefined) this.#giveAgain(event, recorderOf(event), about)
  }

  /** Hands usage that was acknowledged to recorders once more, by turns as it was and with another quantity. */
  repeatEach(eventIds: ReadonlyArray<string>, recorderOf: (event: GivenEvent) => Member): void {
    const events = this.acknowledged.filter(({ eventId }) => eventIds.includes(eventId))
    for (const [i, event] of events.entries())
      this.#giveAgain(event, recorderOf(event), i % 2 === 0 ? "known" : "other")
  }

  #giveAgain(event: GivenEvent, recorder: Member, about: "known" | "other"): void {
    this.give(about === "known" ? event : withMore(event), recorder, about)
  }

  /** Whoever hears no answer asks again, under the same id. */
  tellAgain(recorder: Member): void {
    for (const waiting of this.#waiting.values()) if (waiting.recorder === recorder) tell(waiting)
  }

  hear(notice: Extract<RecorderNotice, { readonly _tag: "Recorded" | "Refused" }>): void {
    const waiting = this.#waiting.get(notice.order)
    // A recorder that was killed may have said so just before, and the one after it says it again.
    if (waiting === undefined) return
    this.#waiting.delete(notice.order)
    const { about, event } = waiting
    if (notice._tag === "Refused") {
      if (about === "other") this.#mark("ids of other usage refused")
      else this.problems.push(`${event.eventId} is refused, which stands for no other usage`)
    } else if (about === "new") {
      this.acknowledged.push(event)
      if (notice.isRepeat) this.#mark("events recorded again under their id")
    } else if (about === "known" && notice.isRepeat) {
      this.#mark("known usage told as known")
    } else
      this.problems.push(
        about === "known"
          ? `${event.eventId} was acknowledged, and is recorded once more`
          : `${event.eventId} is recorded with another quantity than it had`
      )
  }
}

/** The same usage with another quantity. */
export const withMore = (event: GivenEvent): GivenEvent => ({ ...event, quantity: `1${event.quantity}` })

const tell = ({ event, order, recorder }: Waiting): void => recorder.tell(JSON.stringify({ event, order }))
