package postern.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import postern.audit.AuditStore;

/** The rules of docs/ARCHITECTURE.md: which module and package may know which. */
@AnalyzeClasses(packages = "postern", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final Set<String> RECORD_WRITERS = Set.of("event", "opened", "closed");

  @ArchTest
  static final ArchRule minaOnlyInTheGateway =
      noClasses()
          .that()
          .resideOutsideOfPackage("postern.gateway..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.sshd..");

  @ArchTest
  static final ArchRule nettyAndSerialOnlyInTheMux =
      noClasses()
          .that()
          .resideOutsideOfPackage("postern.mux..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.netty..", "com.fazecast..");

  @ArchTest
  static final ArchRule lanternaOnlyInTheTui =
      noClasses()
          .that()
          .resideOutsideOfPackage("postern.tui..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.googlecode.lanterna..");

  @ArchTest
  static final ArchRule databaseOnlyInTheAuditStore =
      noClasses()
          .that()
          .resideOutsideOfPackage("postern.audit..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.h2..");

  @ArchTest
  static final ArchRule modulesDoNotKnowTheGateway =
      noClasses()
          .that()
          .resideInAnyPackage(
              "postern.audit..", "postern.mux..", "postern.power..", "postern.tui..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("postern.gateway..");

  @ArchTest static final ArchRule auditStandsAlone = standsAlone("audit", "mux", "power", "tui");

  @ArchTest static final ArchRule muxStandsAlone = standsAlone("mux", "audit", "power", "tui");

  @ArchTest static final ArchRule powerStandsAlone = standsAlone("power", "audit", "mux", "tui");

  @ArchTest static final ArchRule tuiStandsAlone = standsAlone("tui", "audit", "mux", "power");

  @ArchTest static final ArchRule auditPackagesFormNoCycle = packagesFormNoCycle("audit");

  @ArchTest static final ArchRule muxPackagesFormNoCycle = packagesFormNoCycle("mux");

  @ArchTest static final ArchRule powerPackagesFormNoCycle = packagesFormNoCycle("power");

  @ArchTest static final ArchRule tuiPackagesFormNoCycle = packagesFormNoCycle("tui");

  @ArchTest static final ArchRule powerApiKnowsNoInternals = apiKnowsNoInternals("power");

  @ArchTest static final ArchRule auditApiKnowsNoInternals = apiKnowsNoInternals("audit");

  @ArchTest static final ArchRule muxApiKnowsNoInternals = apiKnowsNoInternals("mux");

  @ArchTest static final ArchRule tuiApiKnowsNoInternals = apiKnowsNoInternals("tui");

  @ArchTest static final ArchRule gatewayPackagesFormNoCycle = packagesFormNoCycle("gateway");

  private static final String[] FACES = {
    "postern.gateway.session..",
    "postern.gateway.keys..",
    "postern.gateway.view..",
    "postern.gateway.pager..",
    "postern.gateway.tenant..",
    "postern.gateway.admin..",
    "postern.gateway.auditor..",
    "postern.gateway.screens..",
    "postern.gateway.command..",
    "postern.gateway.playbook..",
  };

  @ArchTest
  static final ArchRule onlyActsWriteEventsAndSessions =
      noClasses()
          .that()
          .resideInAPackage("postern.gateway..")
          .and()
          .resideOutsideOfPackage("postern.gateway.act")
          .should()
          .callMethodWhere(writesIntoTheRecord());

  @ArchTest
  static final ArchRule onlyActsReachTheBackendOfAMachine =
      noClasses()
          .that()
          .resideInAnyPackage(FACES)
          .or()
          .resideInAPackage("postern.gateway.server")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("postern.power.Machine");

  @ArchTest
  static final ArchRule actsDoNotKnowTheirFaces =
      noClasses()
          .that()
          .resideInAnyPackage(
              "postern.gateway.act", "postern.gateway.access", "postern.gateway.machine")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(FACES);

  @ArchTest
  static final ArchRule theSshServerKnowsNoConsoles =
      noClasses()
          .that()
          .resideInAPackage("postern.gateway.ssh")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "postern.mux", "postern.mux.console..", "postern.power..", "postern.audit..");

  @ArchTest
  static final ArchRule noMockingLibrary =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.mockito..", "org.easymock..", "org.jmock..");

  @ArchTest
  static final ArchRule noVaguePackages =
      noClasses()
          .should()
          .resideInAnyPackage("..util..", "..common..", "..helper..", "..impl..", "..service..");

  private static DescribedPredicate<JavaMethodCall> writesIntoTheRecord() {
    return DescribedPredicate.describe(
        "write an event or a session",
        call ->
            call.getTargetOwner().isAssignableTo(AuditStore.class)
                && RECORD_WRITERS.contains(call.getName()));
  }

  private static ArchRule standsAlone(String module, String... others) {
    String[] packages = new String[others.length];
    for (int i = 0; i < others.length; i++) {
      packages[i] = "postern." + others[i] + "..";
    }
    return noClasses()
        .that()
        .resideInAPackage("postern." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .allowEmptyShould(true);
  }

  private static ArchRule packagesFormNoCycle(String module) {
    return slices().assignedFrom(packagesOf("postern." + module)).should().beFreeOfCycles();
  }

  private static SliceAssignment packagesOf(String root) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(root) || name.startsWith(root + ".")
            ? SliceIdentifier.of(name)
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "packages of " + root;
      }
    };
  }

  /** The root package of a module is its API, which depends on none of the packages below it. */
  private static ArchRule apiKnowsNoInternals(String module) {
    return noClasses()
        .that()
        .resideInAPackage("postern." + module)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("postern." + module + ".*..");
  }
}
