import { Invariants } from "@tallyhour/core"
import { tableOf } from "./tableOf.ts"

/** The table of the page on audits, by the name of its place in it. */
export const auditParts = (): Readonly<Record<string, string>> => ({
  invariants: tableOf(
    ["Number", "What holds", "What you do when it does not"],
    Object.entries(Invariants).map(([id, { nextStep, promise }]) => [id, promise, nextStep])
  )
})
