package io.beatcop.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The coordinates in the README are those of the BOM and of what the BOM manages. */
class DocumentedPomTest {

  private static final Path BOM = Path.of("../beatcop-bom/pom.xml");
  private static final Path APPLICATION = Path.of("src/test/resources/docs/pom.xml");

  private static Document read(Path pom) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
  }

  private static String text(Element parent, String name) {
    return parent.getElementsByTagName(name).item(0).getTextContent();
  }

  private static List<Element> dependencies(Document pom) {
    var nodes = pom.getElementsByTagName("dependency");
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static List<String> coordinates(List<Element> dependencies) {
    return dependencies.stream()
        .map(dependency -> text(dependency, "groupId") + ":" + text(dependency, "artifactId"))
        .toList();
  }

  @Test
  void theBomIsImportedInTheVersionOfTheNextRelease() throws Exception {
    Element bom = read(BOM).getDocumentElement();

    Element imported = dependencies(read(APPLICATION)).get(0);

    assertThat(coordinates(List.of(imported)))
        .containsExactly(text(bom, "groupId") + ":" + text(bom, "artifactId"));
    assertThat(text(imported, "type")).isEqualTo("pom");
    assertThat(text(imported, "scope")).isEqualTo("import");
    assertThat(text(imported, "version") + "-SNAPSHOT").isEqualTo(text(bom, "version"));
  }

  @Test
  void theBomManagesTheDependency() throws Exception {
    List<Element> dependencies = dependencies(read(APPLICATION));

    assertThat(coordinates(dependencies(read(BOM))))
        .containsAll(coordinates(dependencies.subList(1, dependencies.size())));
  }
}
