import type { IncomingMessage } from "node:http"

/**
 * Reads the body of a request, unless it has `bytesMax` bytes or more.
 *
 * `whenRead` is told the body once it is complete, or undefined as soon as it is known to be too large; what was read
 * until then is let go, and nothing more is kept. It is not called if the client goes away first.
 */
export const readBody = (
  request: IncomingMessage,
  bytesMax: number,
  whenRead: (body: Buffer | undefined) => void
): void => {
  if (Number(request.headers["content-length"] ?? 0) >= bytesMax) return whenRead(undefined)
  let chunks: Array<Buffer> = []
  let bytes = 0
  request.on("data", (chunk: Buffer) => {
    if (bytes >= bytesMax) return
    bytes += chunk.length
    if (bytes < bytesMax) {
      chunks.push(chunk)
    } else {
      chunks = []
      whenRead(undefined)
    }
  })
  request.on("end", () => {
    if (bytes < bytesMax) whenRead(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))
  })
}
