import { once } from "node:events"
import { type AddressInfo, connect, createServer } from "node:net"
import { assert, describe, it, onTestFinished } from "vitest"
import { type Cut, isCommit, openProxy } from "./openProxy.ts"

/** A server that answers each word with itself twice, and remembers what it was asked. */
const echo = async () => {
  const asked: Array<string> = []
  const server = createServer((socket) => {
    socket.on("error", () => undefined)
    socket.setEncoding("utf8")
    socket.on("data", (word: string) => {
      asked.push(word)
      socket.write(word + word)
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const proxy = await openProxy((server.address() as AddressInfo).port, { silenceMillis: 20 })
  onTestFinished(async () => {
    await proxy.close()
    server.close()
  })
  /** Says a word, and returns what is heard until an answer is complete or the connection ends. */
  const ask = (word: string) =>
    new Promise<string>((resolve) => {
      const client = connect({ host: "127.0.0.1", port: proxy.port })
      let heard = ""
      client.on("error", () => undefined)
      client.on("data", (answer) => {
        heard += String(answer)
        if (heard.length === 2 * word.length) client.destroy()
      })
      client.on("close", () => resolve(heard))
      client.write(word)
    })
  return { ask, asked, proxy }
}

describe("a way that can be cut", () => {
  it("passes on what is said, both ways", async () => {
    const { ask } = await echo()

    const heard = [await ask("ab"), await ask("cd")]

    assert.deepStrictEqual(heard, ["abab", "cdcd"])
  })

  const upshots: ReadonlyArray<[Cut, string, ReadonlyArray<string>]> = [
    ["unsent", "", []],
    ["unanswered", "", ["ab"]],
    ["halved", "ab", ["ab"]],
    ["silent", "", ["ab"]]
  ]

  it.each(upshots)("%s: hears %j when the server has heard %j", async (cut, answer, arrived) => {
    const { ask, asked, proxy } = await echo()

    const isCut = proxy.cutNext(cut, { asks: () => true, patience: 5_000 })
    const heard = await ask("ab")
    const atCut = [...asked]

    assert.deepStrictEqual([heard, atCut, await isCut], [answer, arrived, true])
    assert.strictEqual(await ask("cd"), "cdcd")
  })

  it("is cut for whoever asks the thing that is waited for, and says when nobody has", async () => {
    const { ask, proxy } = await echo()
    const asks = (asked: Buffer) => asked.includes("commit")

    const isCut = proxy.cutNext("unsent", { asks, patience: 50 })
    const heard = await ask("ab")

    assert.deepStrictEqual([heard, await isCut], ["abab", false])
    assert.strictEqual(await ask("commit"), "commitcommit")
  })
})

describe("a commit", () => {
  const query = (text: string) => {
    const size = Buffer.alloc(4)
    size.writeInt32BE(text.length + 5)
    return Buffer.concat([Buffer.from("Q"), size, Buffer.from(`${text}\0`)])
  }

  it("is told from other messages", () => {
    const told = ["commit", "begin", "select 'commit'"].map((text) => isCommit(query(text)))

    assert.deepStrictEqual(told, [true, false, false])
  })
})
