package io.github.aperturecdi.redeploy;

import fish.payara.micro.BootstrapException;
import fish.payara.micro.PayaraMicro;
import fish.payara.micro.PayaraMicroRuntime;
import java.nio.file.Files;
import java.nio.file.Path;

/** Payara Micro with a folder of applications, as other servers have it. */
final class PayaraMicroFolder {

    static final String UNDEPLOYED = "the application was undeployed";

    private static final String NAME = "redeployed";

    private PayaraMicroFolder() {}

    /** Runs until the process gets a signal. */
    public static void main(String[] args) throws BootstrapException, InterruptedException {
        PayaraMicroRuntime server =
                PayaraMicro.getInstance()
                        .setHttpPort(Integer.parseInt(args[0]))
                        .setNoHazelcast(true)
                        .bootStrap();
        Path application = Path.of(args[1], NAME + ".war");
        boolean deployed = false;
        while (true) {
            if (deployed != Files.exists(application)) {
                deployed = !deployed;
                if (deployed) {
                    server.deploy(NAME, NAME, application.toFile());
                } else {
                    server.undeploy(NAME);
                    System.out.println(UNDEPLOYED);
                }
            }
            Thread.sleep(200);
        }
    }
}
