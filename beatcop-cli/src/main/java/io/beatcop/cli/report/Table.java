package io.beatcop.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Aligns rows of words in columns. */
public final class Table {

  private Table() {}

  /**
   * Makes lines of the rows. Each column is as wide as its longest word.
   *
   * @param rows the rows, all of the same length
   * @return the lines
   */
  public static List<String> lines(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < rows.get(0).size(); column++) {
      int at = column;
      OptionalInt width = rows.stream().mapToInt(row -> row.get(at).length()).max();
      widths.add(width.orElse(0));
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      line.append(cell).append(" ".repeat(widths.get(column) - cell.length() + 2));
    }
    return line.toString().stripTrailing();
  }
}
