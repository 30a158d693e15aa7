import { mkdir, stat, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { Effect } from "effect"
import { ReplayProblem } from "./ReplayProblem.ts"
import type { ReplayReport } from "./ReplayReport.ts"

const files = ["accepted", "carried", "dead", "pending", "refused"] as const

/**
 * Makes the folder of a report, if need be with those above it, before there is anything to lose.
 *
 * - **Errors**: `ReplayProblem` when it cannot be made.
 */
export const prepareFolder = (folder: string): Effect.Effect<void, ReplayProblem> =>
  Effect.tryPromise({ try: () => makeFolder(folder), catch: (cause) => cannotWrite(folder, cause) })

/**
 * Writes the parts of a report as JSON lines, one file each, into a folder that is there.
 *
 * - **Errors**: `ReplayProblem` when the folder cannot be written.
 */
export const writeReport = (report: ReplayReport, folder: string): Effect.Effect<void, ReplayProblem> =>
  Effect.tryPromise({
    try: async () => {
      for (const name of files) {
        const rows: ReadonlyArray<object> = report[name]
        await writeFile(join(folder, `${name}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(""))
      }
    },
    catch: (cause) => cannotWrite(folder, cause)
  })

const cannotWrite = (folder: string, cause: unknown): ReplayProblem =>
  new ReplayProblem({ problem: `The folder ${folder} cannot be written: ${String(cause)}` })

/** Makes a folder and those above it. Where a file system makes none, Node's own recursion never ends. */
const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder)
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined
    if (code === "EEXIST" && (await stat(folder)).isDirectory()) return
    const above = dirname(folder)
    if (code !== "ENOENT" || above === folder || (await exists(above))) throw cause
    await makeFolder(above)
    await mkdir(folder)
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false
  )
