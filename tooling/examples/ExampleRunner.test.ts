import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { ExampleRunner } from "./ExampleRunner.ts"
import { examplesOf } from "./examplesOf.ts"

const docstring = (heading: string, ...code: ReadonlyArray<string>) =>
  ["/**", " * Planted.", " *", ` * ${heading}`, " *", ...code.map((line) => ` *${line}`), " */"].join("\n")

const example = (title: string, ...code: ReadonlyArray<string>) =>
  docstring(`**Example** (${title})`, ...code.map((line) => `     ${line}`))

const text = [
  example("kept", 'const quantity = Quantity.parse("0.5")', "Result.isSuccess(quantity) // => true"),
  example(
    "kept over several lines",
    "await Effect.runPromise(",
    "  Effect.gen(function* () {",
    "    return yield* Effect.succeed([1, 2n])",
    "  })",
    ") // => [1, 2n]"
  ),
  example(
    "own import",
    'import { memoryStore } from "@tallyhour/adapter-memory"',
    'typeof memoryStore().begin // => "function"'
  ),
  example(
    "a type and a key",
    "const tags: Tags = []",
    "const record = { Quantity: 1, tags }",
    "record // => { Quantity: 1, tags: [] }"
  ),
  example("wrong result", "Quantity.wholeUnits(Quantity.ofUnits(3)) // => 4n", "", "1 + 1 // => 3"),
  example("does not compile", "const fine = 1", 'Quantity.ofUnits("three" + fine) // => 3n'),
  example("forgotten import", "memoryStore() // => {}"),
  example("no promise", "const zero = Quantity.zero", "Quantity.format(zero)"),
  example("throws", "Result.getOrThrow(Quantity.fromNumber(NaN)) // => 1n"),
  example("not awaited", "Promise.resolve(1) // => 1"),
  docstring("**Example** (not indented)", " 1 // => 1"),
  docstring("**Example**", "     1 // => 1")
].join("\nexport const planted = 1\n")

const examples = examplesOf({ path: "planted.ts", text: `${text}\nexport const planted = 1\n` })
const home = {
  name: "@tallyhour/core",
  exports: [
    { from: "./model/Quantity.ts", isType: false, name: "Quantity" },
    { from: "./model/UsageEvent.ts", isType: true, name: "Tags" }
  ]
}
let runner: ExampleRunner
beforeAll(async () => {
  runner = await ExampleRunner.open(examples, home)
})
afterAll(() => {
  runner.close()
})

const problemsOf = async (title: string): Promise<string> => {
  const planted = examples.find((one) => one.title === title)
  return planted === undefined ? "not found" : (await runner.problemsOf(planted)).join("\n")
}
const lineOf = (title: string) => examples.find((one) => one.title === title)!.line

describe("an example passes", () => {
  it.each(["kept", "kept over several lines", "own import", "a type and a key"])("%s", async (title) => {
    assert.strictEqual(await problemsOf(title), "")
  })
})

describe("an example fails", () => {
  it("when a value is not what it promises, for each line that does so", async () => {
    const line = lineOf("wrong result")

    assert.strictEqual(
      await problemsOf("wrong result"),
      `line ${line} shows 3n and promises 4n\nline ${line + 2} shows 2 and promises 3`
    )
  })

  it("when it does not compile, and says on which line of the file", async () => {
    assert.match(
      await problemsOf("does not compile"),
      new RegExp(`^line ${lineOf("does not compile") + 1}: .*not assignable`)
    )
  })

  it("when it uses a name of another package without importing it", async () => {
    assert.include(await problemsOf("forgotten import"), "Cannot find name 'memoryStore'")
  })

  it("when it promises nothing", async () => {
    assert.strictEqual(
      await problemsOf("no promise"),
      "promises nothing: write `expression // => text` in it"
    )
  })

  it("when it throws", async () => {
    assert.include(await problemsOf("throws"), "is not a finite number")
  })

  it("when its value has no plain text", async () => {
    assert.include(await problemsOf("not awaited"), "of the class Promise")
  })

  it("when its code is not indented, or its title is missing", async () => {
    assert.include(await problemsOf("not indented"), "has no code: indent it by four blanks")
    assert.include(await problemsOf(""), "has no title")
  })
})

it("nothing is said that belongs to no example", () => {
  assert.deepStrictEqual(runner.complaints, [])
})

it("an example that cannot even be parsed fails", async () => {
  const [unclosed] = examplesOf({
    path: "planted.ts",
    text: `${example("unclosed", "Quantity.ofUnits( // => 3n")}\nexport const planted = 1\n`
  })
  const broken = await ExampleRunner.open([unclosed!], home)

  const problems = await broken.problemsOf(unclosed!)
  broken.close()

  assert.match(problems.join("\n"), /expected/)
})

it("what the compiler says about no example is a complaint", async () => {
  const empty = await ExampleRunner.open([], home)
  empty.close()

  assert.match(empty.complaints.join("\n"), /No inputs were found/)
})
