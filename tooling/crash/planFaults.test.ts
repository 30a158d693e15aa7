import { assert, describe, it } from "vitest"
import { drawFrom } from "../quarter/drawFrom.ts"
import { killKinds } from "./CrashReport.ts"
import { cuts } from "./openProxy.ts"
import { planFaults } from "./planFaults.ts"

const troublesOf = (seed: string) => planFaults(drawFrom(seed), 200).map(({ trouble }) => trouble)

describe("the plan of a crash run", () => {
  it("is the same for the same seed, and another for another one", () => {
    const [one, again, other] = [troublesOf("a"), troublesOf("a"), troublesOf("b")]

    assert.deepStrictEqual(one, again)
    assert.notDeepEqual(one, other)
  })

  it("kills as often as wanted, in every way, and does all else that can go wrong in between", () => {
    const troubles = troublesOf("a")

    const kills = troubles.flatMap((one) => (one._tag === "Kill" ? [one.kind] : []))
    const cut = troubles.flatMap((one) => (one._tag === "Cut" ? [`${one.cut} ${one.where}`] : []))
    const others = troubles.map(({ _tag }) => _tag)
    assert.strictEqual(kills.length, 200)
    assert.sameMembers([...new Set(kills)], [...killKinds])
    assert.sameMembers(
      [...new Set(cut)],
      ["AWS", "commit", "database"].flatMap((where) => cuts.map((one) => `${one} ${where}`))
    )
    assert.sameMembers([...new Set(others)], ["Kill", "Pause", "Cut", "Hold"])
  })

  it("meets everybody at each moment of his own work, and at none of another's", () => {
    const met = troublesOf("a").flatMap((one) => {
      if (one._tag === "Pause") return [`${one.who} ${one.moment}`]
      return one._tag === "Kill" ? [`${one.kind} ${one.moment}`] : []
    })

    assert.sameMembers(
      [...new Set(met)],
      [
        ...["Leased", "Sealing", "Settling", undefined].map((moment) => `worker ${moment}`),
        ...["Appending", undefined].map((moment) => `recorder ${moment}`),
        ...["Archiving", undefined].map((moment) => `archiver ${moment}`),
        "backend undefined",
        "server undefined"
      ]
    )
  })
})
