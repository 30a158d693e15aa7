import { assert, it } from "vitest"
import { keepText, textOf } from "./KeptText.ts"

it("texts that are kept side by side are each told as they were, whatever is in them", () => {
  const texts = ["", "{}", "grün", "日本語", "🦭", "x".repeat(1_000_000), '{"a":1}']

  const kept = texts.map((text) => keepText(text))

  assert.deepStrictEqual(
    kept.map((one) => one && textOf(one)),
    texts
  )
})

it("a text that UTF-8 has no word for is not kept", () => {
  assert.isUndefined(keepText("\uD83E"))
})
