package io.beatcop.examples.shared;

import io.beatcop.testing.Slow;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.quartz.impl.jdbcjobstore.StdJDBCDelegate;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** On JDBC clustering in H2: what the shared schedule is compared with. */
@Slow
class JdbcDeclaredScheduleIT extends DeclaredScheduleContract {

  // Of all nodes: Quartz knows a data source by the name of the scheduler, which is one for all.
  private final JdbcDataSource database = new JdbcDataSource();

  @BeforeEach
  void makeTables() {
    database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    new ResourceDatabasePopulator(
            new ClassPathResource("org/quartz/impl/jdbcjobstore/tables_h2.sql"))
        .execute(database);
  }

  @AfterEach
  void dropTables() {
    stopAll();
    new JdbcTemplate(database).execute("SHUTDOWN");
  }

  @Override
  Map<String, Object> store() {
    String quartz = "spring.quartz.properties.org.quartz.";
    return Map.of(
        "spring.quartz.job-store-type",
        "jdbc",
        "spring.quartz.jdbc.initialize-schema",
        "never",
        quartz + "scheduler.instanceId",
        "AUTO",
        quartz + "jobStore.isClustered",
        "true",
        quartz + "jobStore.driverDelegateClass",
        StdJDBCDelegate.class.getName());
  }

  @Override
  void prepare(GenericApplicationContext context) {
    context.registerBean(DataSource.class, () -> database);
  }
}
