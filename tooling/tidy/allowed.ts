/** One exception: the check, the file or folder (with `/` at its end), what its message must hold, and why. */
export type Allowed = {
  readonly check: string
  readonly path: string
  readonly message: string
  readonly reason: string
}

// Files whose exports still lack an example. It only gets shorter: remove a file when it has its examples.
const withoutExamples: ReadonlyArray<string> = [
  "packages/core/src/model/EventRefused.ts",
  "packages/core/src/model/Meter.ts",
  "packages/core/src/model/UsageRecord.ts",
  "packages/core/src/policy/acceptEvent.ts",
  "packages/core/src/policy/aggregateHour.ts",
  "packages/core/src/policy/billableUnits.ts",
  "packages/core/src/policy/countedHour.ts",
  "packages/core/src/policy/sealUsage.ts",
  "packages/core/src/policy/settlementFor.ts",
  "packages/core/src/policy/transportErrorFor.ts"
]

/** Every exception to the checks. An entry that its file does not need is a violation itself. */
export const allowed: ReadonlyArray<Allowed> = [
  {
    check: "bannedCode",
    path: "packages/adapter-memory/src/marketplace/systemClock.ts",
    message: "`nowUnsafe`",
    reason: "It is the one place where the emulator, a process of its own, meets the clock of the machine."
  },
  {
    check: "bannedCode",
    path: "tooling/closing-line/closingLineReporter.ts",
    message: "`export default`",
    reason: "Vitest loads a reporter by path and takes its default export."
  },
  {
    check: "bannedCode",
    path: "vitest.config.ts",
    message: "`export default`",
    reason: "Vitest takes the default export of its configuration."
  },
  {
    check: "leftovers",
    path: "tooling/tidy/checks/",
    message: "is left over",
    reason: "The check and its test name what they look for."
  },
  {
    check: "machineNames",
    path: "tooling/tidy/checks/",
    message: "names",
    reason: "The check and its test name what they look for."
  },
  ...withoutExamples.map((path) => ({
    check: "publicExamples",
    path,
    message: "has no **Example**",
    reason: "Its examples are not written yet."
  }))
]
