/** One exception: the check, the file or folder (with `/` at its end), what its message must hold, and why. */
export type Allowed = {
  readonly check: string
  readonly path: string
  readonly message: string
  readonly reason: string
}

/** Every exception to the checks. An entry that its file does not need is a violation itself. */
export const allowed: ReadonlyArray<Allowed> = [
  {
    check: "bannedCode",
    path: "packages/adapter-memory/examples/clients/",
    message: "`new Date`",
    reason: "It is what a user of the AWS SDK writes, who needs nothing of Effect."
  },
  {
    check: "bannedCode",
    path: "packages/adapter-memory/examples/clients/",
    message: "`process.env`",
    reason: "It is a program, not a library."
  },
  {
    check: "bannedCode",
    path: "packages/adapter-memory/src/marketplace/systemClock.ts",
    message: "`nowUnsafe`",
    reason: "It is the one place where the emulator, a process of its own, meets the clock of the machine."
  },
  {
    check: "bannedCode",
    path: "packages/core/test/badEvents.ts",
    message: "`new Date`",
    reason: "A bad Date is what a caller hands in."
  },
  {
    check: "bannedCode",
    path: "tooling/closing-line/closingLineReporter.ts",
    message: "`export default`",
    reason: "Vitest loads a reporter by path and takes its default export."
  },
  {
    check: "bannedCode",
    path: "tooling/mutants/vitest.config.ts",
    message: "`export default`",
    reason: "Vitest takes the default export of its configuration."
  },
  {
    check: "bannedCode",
    path: "tooling/service-rules/serviceRuleReporter.ts",
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
    check: "bannedSql",
    path: "packages/adapter-postgres/src/schema/migration/m0002_record_usage.ts",
    message: "`now() in SQL`",
    reason:
      "A caller in another language has no clock of ours; the database's is its default, and a parameter replaces it."
  },
  {
    check: "bannedSql",
    path: "packages/adapter-postgres/src/schema/schema.sql",
    message: "`now() in SQL`",
    reason: "It is written from the migrations, and that of record_usage is allowed it."
  },
  {
    check: "fileSize",
    path: "packages/core/src/index.ts",
    message: "lines, at most 250",
    reason: "It is the table of contents of the package, in its reading order."
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
  }
]
