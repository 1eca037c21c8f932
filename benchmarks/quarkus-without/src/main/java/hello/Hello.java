package hello;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

@Path("/hello")
public class Hello {
    @GET
    public String hello(@QueryParam("user") String user) {
        return "Hello " + user;
    }
}
