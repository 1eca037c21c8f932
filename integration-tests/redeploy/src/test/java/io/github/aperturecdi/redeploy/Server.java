package io.github.aperturecdi.redeploy;

import fish.payara.micro.PayaraMicro;
import java.io.File;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;

/** Application servers that look for applications in a folder, and how each is started. */
enum Server {
    OPEN_LIBERTY(
            List.of(target("liberty/wlp/bin/server"), "run", "redeploy"),
            "liberty/wlp/usr/servers/redeploy/dropins",
            "CWWKZ0009I"),

    WILDFLY(
            List.of(
                    target(wildfly("bin/standalone.sh")),
                    "-c=standalone-microprofile.xml",
                    "--yaml=" + Path.of("src", "test", "wildfly", "redeploy.yaml").toAbsolutePath(),
                    "-Djboss.http.port=${port}",
                    "-Djboss.https.port=0",
                    "-Djboss.management.http.port=0"),
            wildfly("standalone/deployments"),
            "WFLYSRV0009"),

    PAYARA_MICRO(
            List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    // As its manifest has them, which counts for java -jar only.
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--add-opens=java.base/java.net=ALL-UNNAMED",
                    "--add-opens=java.base/java.io=ALL-UNNAMED",
                    "--add-opens=java.base/java.nio=ALL-UNNAMED",
                    "--add-opens=java.base/java.util=ALL-UNNAMED",
                    "--add-opens=java.base/jdk.internal.loader=ALL-UNNAMED",
                    "--add-opens=java.base/sun.net.www.protocol.jar=ALL-UNNAMED",
                    "--add-opens=java.base/sun.net.www.protocol.jrt=ALL-UNNAMED",
                    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                    "--add-opens=java.management/sun.management=ALL-UNNAMED",
                    "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                    "-Djava.io.tmpdir=" + target("payara-micro"),
                    "-cp",
                    // No more, as an application would get the test's classes as the server's.
                    jar(PayaraMicro.class) + File.pathSeparator + target("test-classes"),
                    PayaraMicroFolder.class.getName(),
                    "${port}",
                    target("payara-micro/deployments")),
            "payara-micro/deployments",
            PayaraMicroFolder.UNDEPLOYED);

    /** Runs it until it gets a signal; {@code ${port}} stands for its HTTP port. */
    final List<String> command;

    /** Where it looks for applications. */
    final Path deployments;

    /** What it logs once an application has stopped. */
    final String undeployed;

    Server(List<String> command, String deployments, String undeployed) {
        this.command = command;
        this.deployments = Path.of(target(deployments));
        this.undeployed = undeployed;
    }

    private static String jar(Class<?> type) {
        URL location = type.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(URI.create(location.toString())).toString();
    }

    private static String wildfly(String file) {
        return "wildfly-" + System.getProperty("wildfly.version") + "/" + file;
    }

    private static String target(String file) {
        return Path.of("target", file).toAbsolutePath().toString();
    }
}
