import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

// Tests run on the sources: the scoped condition picks `src`, so no build has to come first. "module" must not be
// among the conditions, or the AWS SDK resolves to files that Node cannot load.
const conditions = ["@tallyhour/source", "node", "development|production"]

const project = (name: string, root: string, { isolate = true }: { readonly isolate?: boolean } = {}) => ({
  extends: true as const,
  test: { name, root, isolate, include: ["src/**/*.test.ts", "test/**/*.test.ts"] }
})

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // By itself Vitest leaves one core unused, which is half of a small machine.
    maxWorkers: "100%",
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Once per run and not once per project: projects do not inherit it from the root.
    globalSetup: ["./tooling/postgres/globalSetup.ts"],
    // The output and the tables of a run are watched by the reporter of the closing line.
    setupFiles: [fileURLToPath(new URL("./tooling/canaries/setup.ts", import.meta.url))],
    reporters: [
      process.env["CI"] ? "dot" : "default",
      "./tooling/service-rules/serviceRuleReporter.ts",
      "./tooling/closing-line/closingLineReporter.ts"
    ],
    projects: [
      // None of them keeps anything outside its values, so their tests may share what they import.
      project("@tallyhour/core", "packages/core", { isolate: false }),
      project("@tallyhour/adapter-memory", "packages/adapter-memory", { isolate: false }),
      project("@tallyhour/adapter-aws", "packages/adapter-aws", { isolate: false }),
      project("@tallyhour/adapter-postgres", "packages/adapter-postgres", { isolate: false }),
      project("tallyhour", "packages/cli"),
      project("@tallyhour/demo", "apps/demo"),
      { extends: true, test: { name: "tooling", root: "tooling", isolate: false, include: ["**/*.test.ts"] } }
    ]
  }
})
