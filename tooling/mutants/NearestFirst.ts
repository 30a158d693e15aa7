import { BaseSequencer, type TestSpecification } from "vitest/node"

/**
 * Runs the test beside a mutated file before the others, because it is the one that most likely fails, and the first
 * failure ends the run of a mutant.
 */
export class NearestFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    const nearest = new Set(this.ctx.config.related?.map((path) => path.replace(/\.ts$/, ".test.ts")))
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => Number(nearest.has(b.moduleId)) - Number(nearest.has(a.moduleId)))
  }
}
