import { createReadStream } from "node:fs"
import { Effect, Result } from "effect"
import { parseLine, type RefusedLine, type ReplayLine } from "./ReplayLine.ts"
import { ReplayProblem } from "./ReplayProblem.ts"

/** The longest line that is read, in bytes; a longer one is refused without being kept. */
const lineBytesMax = 1_048_576
const newline = 0x0a

/** A usage log, in the order in which its events arrived. */
export interface UsageLog {
  readonly lines: ReadonlyArray<ReplayLine>
  readonly refused: ReadonlyArray<RefusedLine>
}

/**
 * Reads a usage log, refusing its bad lines one by one. Blank lines count as none.
 *
 * - **Errors**: `ReplayProblem` when the file cannot be read.
 */
export const readLog = (file: string): Effect.Effect<UsageLog, ReplayProblem> =>
  Effect.tryPromise({
    try: async () => {
      const lines: Array<ReplayLine> = []
      const refused: Array<RefusedLine> = []
      for await (const { bytes, line } of linesOf(file)) {
        const read = readLine(line, bytes)
        if (read === undefined) continue
        if (Result.isSuccess(read)) lines.push(read.success)
        else refused.push(read.failure)
      }
      lines.sort((a, b) => a.arrived.epochMilliseconds - b.arrived.epochMilliseconds || a.line - b.line)
      return { lines, refused }
    },
    catch: (cause) => new ReplayProblem({ problem: `${file} cannot be read: ${reasonOf(cause)}` })
  })

const readLine = (
  line: number,
  bytes: Uint8Array | "too long"
): Result.Result<ReplayLine, RefusedLine> | undefined => {
  if (bytes === "too long")
    return refuse(line, "LineTooLong", `the line is longer than ${lineBytesMax} bytes`)
  const text = Result.try({
    try: () => (line === 1 ? firstDecoder : decoder).decode(bytes),
    catch: () => undefined
  })
  if (Result.isFailure(text)) return refuse(line, "InvalidJson", "the line is not UTF-8")
  return text.success.trim() === "" ? undefined : parseLine(line, text.success)
}

// Only the very beginning of a file may carry a byte order mark.
const firstDecoder = new TextDecoder("utf-8", { fatal: true })
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

const refuse = (line: number, code: string, message: string) =>
  Result.fail<RefusedLine>({ line, id: null, code, message })

async function* linesOf(
  file: string
): AsyncGenerator<{ readonly line: number; readonly bytes: Uint8Array | "too long" }> {
  let line = 1
  let kept: Array<Uint8Array> = []
  let length = 0
  for await (const chunk of createReadStream(file)) {
    let rest: Uint8Array = chunk
    for (let end = rest.indexOf(newline); end >= 0; end = rest.indexOf(newline)) {
      kept.push(rest.subarray(0, end))
      yield { line, bytes: length + end > lineBytesMax ? "too long" : Buffer.concat(kept) }
      line += 1
      kept = []
      length = 0
      rest = rest.subarray(end + 1)
    }
    length += rest.length
    if (length <= lineBytesMax) kept.push(rest)
    else kept = []
  }
  if (length > 0) yield { line, bytes: length > lineBytesMax ? "too long" : Buffer.concat(kept) }
}

const reasonOf = (cause: unknown): string => {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : ""
  const reasons: Readonly<Record<string, string>> = {
    EACCES: "permission denied",
    EISDIR: "it is a folder",
    ENOENT: "there is no such file"
  }
  return reasons[code] ?? (cause instanceof Error ? cause.message : String(cause))
}
