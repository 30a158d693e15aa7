import { assert, describe, it } from "vitest"
import { drawFrom } from "../quarter/drawFrom.ts"
import type { Mark } from "./CrashReport.ts"
import type { Member } from "./Crew.ts"
import { RecorderDesk, withMore } from "./RecorderDesk.ts"
import type { GivenEvent, RecorderOrder } from "./RecorderOrder.ts"

const event: GivenEvent = {
  account: "a",
  eventId: "one",
  isAlone: true,
  meter: "requests",
  occurredAt: "2026-03-02T10:00:00.000Z",
  quantity: "0.5"
}

/** A desk with a recorder that answers nothing by itself. */
const aDesk = () => {
  const told: Array<RecorderOrder> = []
  const marked: Array<Mark> = []
  const recorder = { tell: (line: string) => void told.push(JSON.parse(line) as RecorderOrder) } as Member
  const desk = new RecorderDesk((mark) => void marked.push(mark))
  return { desk, marked, recorder, told }
}

/** A desk that knows of an event, and has asked for it in one of two ways. */
const askedAgain = (about: "known" | "other") => {
  const open = aDesk()
  open.desk.give(event, open.recorder)
  open.desk.hear({ _tag: "Recorded", isRepeat: false, order: 1 })
  open.desk.give(about === "known" ? event : withMore(event), open.recorder, about)
  return open
}

describe("the desk of the recorders", () => {
  it("counts an event as acknowledged once, however often that is said", () => {
    const { desk, recorder } = aDesk()
    desk.give(event, recorder)

    desk.hear({ _tag: "Recorded", isRepeat: false, order: 1 })
    desk.hear({ _tag: "Recorded", isRepeat: true, order: 1 })

    assert.deepStrictEqual(desk.acknowledged, [event])
    assert.deepStrictEqual([desk.unanswered, desk.problems], [0, []])
  })

  it("tells a recorder that comes back what it has not answered, and nobody else", () => {
    const { desk, recorder, told } = aDesk()
    const other = aDesk()
    desk.give(event, recorder)
    desk.give({ ...event, eventId: "two" }, recorder)
    desk.give({ ...event, eventId: "three" }, other.recorder)
    desk.hear({ _tag: "Recorded", isRepeat: false, order: 1 })

    desk.tellAgain(recorder)

    assert.deepStrictEqual(
      told.map(({ order }) => order),
      [1, 2, 2]
    )
    assert.strictEqual(other.told.length, 1)
  })

  it("repeats what was acknowledged as it was, and under its id with another quantity", () => {
    const { desk, recorder, told } = aDesk()
    desk.give(event, recorder)
    desk.hear({ _tag: "Recorded", isRepeat: false, order: 1 })
    const draw = drawFrom("repeats")

    for (let i = 0; i < 20; i++) desk.repeat(draw, () => recorder)

    assert.sameMembers([...new Set(told.map(({ event: { quantity } }) => quantity))], ["0.5", "10.5"])
    assert.deepStrictEqual([...new Set(told.map(({ event: { eventId } }) => eventId))], ["one"])
  })

  it("repeats by turns in both ways what it is told, if it was acknowledged", () => {
    const { desk, recorder, told } = aDesk()
    for (const eventId of ["a", "b", "c", "d"]) desk.acknowledged.push({ ...event, eventId })

    desk.repeatEach(["b", "c", "d", "e"], () => recorder)

    assert.deepStrictEqual(
      told.map(({ event: { eventId, quantity } }) => `${eventId}: ${quantity}`),
      ["b: 0.5", "c: 10.5", "d: 0.5"]
    )
  })

  it("is content when what is known is told as known, and its id is refused to other usage", () => {
    const [known, other] = [askedAgain("known"), askedAgain("other")]

    known.desk.hear({ _tag: "Recorded", isRepeat: true, order: 2 })
    other.desk.hear({ _tag: "Refused", order: 2 })

    assert.deepStrictEqual(known.marked, ["known usage told as known"])
    assert.deepStrictEqual(other.marked, ["ids of other usage refused"])
    assert.deepStrictEqual([...known.desk.problems, ...other.desk.problems], [])
    assert.strictEqual(known.desk.acknowledged.length + other.desk.acknowledged.length, 2)
  })

  it.each([
    ["known", { _tag: "Recorded", isRepeat: false }, "one was acknowledged, and is recorded once more"],
    ["known", { _tag: "Refused" }, "one is refused, which stands for no other usage"],
    ["other", { _tag: "Recorded", isRepeat: false }, "one is recorded with another quantity than it had"],
    ["other", { _tag: "Recorded", isRepeat: true }, "one is recorded with another quantity than it had"]
  ] as const)("finds an answer that is wrong about usage that is %s: %o", (about, answer, problem) => {
    const { desk } = askedAgain(about)

    desk.hear({ ...answer, order: 2 })

    assert.deepStrictEqual(desk.problems, [problem])
  })
})
