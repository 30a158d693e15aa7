/** What a run may be told; everything else is the same for every run. */
export interface RunChoices {
  readonly concurrency: number
  readonly incremental: boolean
  readonly mutate: ReadonlyArray<string>
}

/** Below this share of killed mutants, in per cent, the command fails. */
export const scoreMin = 90

/** The files whose mutants must die: what the nouns are and what the rules decide. */
export const mutatedFiles = [
  "packages/core/src/model/**/*.ts",
  "packages/core/src/policy/**/*.ts",
  "!packages/core/src/**/*.test.ts"
]

/** The options of Stryker: mutants of core's nouns and rules, each asked of the tests that reach it. */
export const runOptions = ({ concurrency, incremental, mutate }: RunChoices) => ({
  clearTextReporter: { allowColor: false, logTests: false, reportMutants: false, reportTests: false },
  concurrency,
  coverageAnalysis: "perTest" as const,
  disableTypeChecks: false,
  htmlReporter: { fileName: ".mutants/report.html" },
  // The copy holds what core's tests need. Without the root's tsconfig.json, because Stryker would rewrite it with
  // functions of the compiler that TypeScript 7 does not have.
  ignorePatterns: [
    "**",
    "!packages/core/src/**",
    "!packages/core/test/**",
    "!packages/core/package.json",
    "!packages/core/tsconfig*.json",
    "!tooling/mutants/*.ts",
    "!tsconfig.base.json"
  ],
  incremental,
  incrementalFile: ".mutants/incremental.json",
  mutate: mutate.length === 0 ? mutatedFiles : [...mutate],
  plugins: ["@stryker-mutator/vitest-runner"],
  reporters: ["clear-text", "html", "progress-append-only"],
  tempDirName: ".mutants/tmp",
  testRunner: "vitest",
  thresholds: { break: scoreMin, high: 95, low: scoreMin },
  // What runs while a file loads is asked of every test that imports it. That is slow, and wanted: regular expressions,
  // limits and schemas are such code.
  warnings: { preprocessorErrors: true, slow: false, unknownOptions: true, unserializableOptions: true },
  vitest: { configFile: "tooling/mutants/vitest.config.ts", related: true }
})
