import { secretLengthMax, secretsIn } from "./secretsIn.ts"

/** Reads along what is written to a stream, and keeps the names of the secrets in it. */
export class OutputWatch {
  readonly #found = new Set<string>()
  #tail = ""

  /** What was found so far. */
  get found(): ReadonlyArray<string> {
    return [...this.#found]
  }

  /** Reads the next piece; a secret may begin in one piece and end in another. */
  read(piece: Uint8Array | string): void {
    const text = `${this.#tail}${typeof piece === "string" ? piece : Buffer.from(piece).toString("utf8")}`
    for (const name of secretsIn(text)) this.#found.add(name)
    this.#tail = text.slice(-secretLengthMax)
  }

  /** Reads along from here on whatever is written to a stream. */
  follow(stream: Pick<NodeJS.WriteStream, "write">): void {
    const write = stream.write.bind(stream)
    stream.write = (piece: Uint8Array | string, ...rest: ReadonlyArray<never>) => {
      this.read(piece)
      return write(piece, ...rest)
    }
  }
}
