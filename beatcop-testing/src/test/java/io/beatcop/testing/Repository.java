package io.beatcop.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of this repository, for tests that compare them with each other. */
final class Repository {

  static final Path ROOT = Path.of("..");

  private static final List<String> MODULES =
      List.of(
          "testing",
          "core",
          "quartz-plugin",
          "cli",
          "shedlock",
          "spring-boot-autoconfigure",
          "spring-boot-starter");

  private Repository() {}

  /** The README, and what it leads to. */
  static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    documents.add(ROOT.resolve("README.md"));
    documents.add(ROOT.resolve("CONTRIBUTING.md"));
    documents.addAll(filesIn(ROOT.resolve("docs"), ".md"));
    return documents;
  }

  /** The sources with one of these endings, tests included. */
  static List<Path> sources(String... endings) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : MODULES) {
      sources.addAll(filesIn(ROOT.resolve("beatcop-" + module).resolve("src"), endings));
    }
    sources.addAll(filesIn(ROOT.resolve("examples"), endings));
    return sources;
  }

  private static List<Path> filesIn(Path folder, String... endings) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith)).toList();
    }
  }
}
