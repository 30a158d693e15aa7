import { assert, describe, it } from "vitest"
import { LeaseLog } from "./LeaseLog.ts"
import type { WorkerNotice } from "./Notice.ts"

const leased = (lease: string, from: number, keys = ["k"]): WorkerNotice => ({
  _tag: "Leased",
  from,
  keys,
  lease,
  takenOver: 0,
  until: from + 60
})
const settling = (lease: string, keys = ["k"]): WorkerNotice => ({ _tag: "Settling", keys, lease })
const settled = (ended = ["k"]): WorkerNotice => ({ _tag: "Settled", ended, missed: 0 })

const problemsAfter = (...notices: ReadonlyArray<WorkerNotice>) => {
  const log = new LeaseLog()
  notices.forEach((notice, i) => log.hear(notice, `worker ${i}`))
  return log.problems()
}

describe("what workers say of their leases", () => {
  it("finds a record in two hands at once, whoever says so first", () => {
    const found = [
      problemsAfter(leased("a", 100), leased("b", 159)),
      problemsAfter(leased("b", 159), leased("a", 100)),
      problemsAfter(leased("a", 100, ["j", "k"]), settling("a", ["j"]), leased("b", 130))
    ]

    assert.deepStrictEqual(found, [
      ["k was held under a and b at once"],
      ["k was held under b and a at once"],
      ["k was held under a and b at once"]
    ])
  })

  it("finds nothing when a lease has run out or was given back, or is of another record", () => {
    const found = [
      problemsAfter(leased("a", 100), leased("b", 160)),
      problemsAfter(leased("a", 100), settling("a"), leased("b", 130)),
      problemsAfter(leased("a", 100), leased("b", 130, ["j"]))
    ]

    assert.deepStrictEqual(found, [[], [], []])
  })

  it("finds a record that is settled for good twice", () => {
    const found = problemsAfter(settled(), settled(["j"]), settled(["k"]))

    assert.deepStrictEqual(found, ["k was settled for good by worker 0 and by worker 2"])
  })

  it("counts what was sealed and what was settled for good", () => {
    const log = new LeaseLog()

    for (const records of [2, 0, 3]) log.hear({ _tag: "Sealed", records }, "worker")
    for (const ended of [["a"], [], ["b", "c"]]) log.hear(settled(ended), "worker")

    assert.deepStrictEqual([log.sealed, log.ended, log.hands], [5, 3, 1])
  })
})
