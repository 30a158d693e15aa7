/** A package whose examples are run, and how many of them there are at least. */
export type ExamplePackage = {
  readonly name: string
  readonly entry: string
  /** Raise it as examples are written. It only goes up: a lower number would hide that the runner has gone blind. */
  readonly examplesMin: number
}

/** The packages whose examples are run: those of every file that the public entry point names. */
export const packages: ReadonlyArray<ExamplePackage> = [
  { name: "@tallyhour/core", entry: "packages/core/src/index.ts", examplesMin: 149 },
  { name: "@tallyhour/adapter-memory", entry: "packages/adapter-memory/src/index.ts", examplesMin: 12 },
  { name: "@tallyhour/adapter-postgres", entry: "packages/adapter-postgres/src/index.ts", examplesMin: 12 },
  { name: "@tallyhour/adapter-aws", entry: "packages/adapter-aws/src/index.ts", examplesMin: 15 }
]
