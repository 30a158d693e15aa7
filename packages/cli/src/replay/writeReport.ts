import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect } from "effect"
import { ReplayProblem } from "./ReplayProblem.ts"
import type { ReplayReport } from "./ReplayReport.ts"

const files = ["accepted", "carried", "dead", "pending", "refused"] as const

/**
 * Writes the parts of a report as JSON lines, one file each, into a folder that is made if need be.
 *
 * - **Errors**: `ReplayProblem` when the folder cannot be written.
 */
export const writeReport = (report: ReplayReport, folder: string): Effect.Effect<void, ReplayProblem> =>
  Effect.tryPromise({
    try: async () => {
      await mkdir(folder, { recursive: true })
      for (const name of files) {
        const rows: ReadonlyArray<object> = report[name]
        await writeFile(join(folder, `${name}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(""))
      }
    },
    catch: (cause) =>
      new ReplayProblem({ problem: `The folder ${folder} cannot be written: ${String(cause)}` })
  })
