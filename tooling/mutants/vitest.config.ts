import { defineConfig } from "vitest/config"
import { NearestFirst } from "./NearestFirst.ts"

// The rules of core are asked of the tests beside them, and of the laws of sealing, which are as quick; of nothing else: no
// database, no other package.
const conditions = ["@tallyhour/source", "node", "development|production"]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    root: "packages/core",
    include: ["src/model/**/*.test.ts", "src/policy/**/*.test.ts", "test/sealing.test.ts"],
    setupFiles: ["../../tooling/mutants/seed.ts"],
    // Each mutant is a run of its own in a fresh thread; within it the files may share what they import.
    isolate: false,
    sequence: { sequencer: NearestFirst },
    testTimeout: 20_000
  }
})
