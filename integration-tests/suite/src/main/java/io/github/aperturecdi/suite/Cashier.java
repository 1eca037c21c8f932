package io.github.aperturecdi.suite;

import io.github.aperturecdi.FlowRejectedException;
import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

/** Calls a controlled bean in a transaction of its own. */
@Stateless
public class Cashier {

    @Inject private Teller teller;
    @Resource private SessionContext context;

    /** For the container. */
    public Cashier() {}

    /** Whether the transaction can still be committed after a refused call. */
    public boolean commitsAfterARefusal(String user) {
        try {
            teller.pay(user);
            throw new AssertionError("not refused");
        } catch (FlowRejectedException e) {
            return !context.getRollbackOnly();
        }
    }
}
