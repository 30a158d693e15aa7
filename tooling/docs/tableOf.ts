/** Lays out a Markdown table as the formatter does, so that formatting a generated page changes nothing. */
export const tableOf = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = head.map((title, column) =>
    Math.max(dashesMin, title.length, ...rows.map((row) => (row[column] ?? "").length))
  )
  const line = (cells: ReadonlyArray<string>, filler: string): string =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width, filler)).join(" | ")} |`
  return [line(head, " "), line([], "-"), ...rows.map((row) => line(row, " "))].join("\n")
}

const dashesMin = 3
