package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.inject.spi.CDI;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Quarkus removes beans that nobody uses, and the library keeps none of them from it. */
@ExtendWith(ArquillianExtension.class)
class UnusedBeansTest {

    @Deployment
    static WebArchive application() {
        return Deployments.configured(
                Deployments.of(UnusedBean.class, Shop.class), "aperture.enabled=false");
    }

    @Test
    void an_unused_bean_is_removed() {
        assertThat(CDI.current().select(UnusedBean.class).isUnsatisfied()).isTrue();
    }
}
