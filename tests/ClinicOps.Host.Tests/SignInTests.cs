using System.Net;
using ClinicOps.Host.Clinic;
using ClinicOps.Host.Security;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Host.Tests;

public sealed class SignInTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private RunningHost Host => fixture.Host;

    [Fact]
    public async Task A_wrong_password_an_unknown_name_and_a_disabled_user_get_the_same_answer()
    {
        await AddUser("gone");
        await Host.Sql("UPDATE host.users SET disabled = true WHERE user_name = 'gone'");

        var answers = new List<string>();
        foreach (var (name, password) in new[] { ("clinician", "wrong"), ("nobody", "wrong"), ("gone", RunningHost.Password) })
        {
            using var visitor = Host.Visitor();
            using var answer = await visitor.Post("/sign-in", ("Form.Name", name), ("Form.Password", password));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            answers.Add(Alert(await answer.Content.ReadAsStringAsync()));
        }

        Assert.Single(answers.Distinct());
        Assert.Contains("not right", answers[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_five_wrong_passwords_the_right_one_is_refused_too()
    {
        await AddUser("guessed");
        using var visitor = Host.Visitor();
        for (var tries = 0; tries < 5; tries++)
        {
            using var wrong = await visitor.Post("/sign-in", ("Form.Name", "guessed"), ("Form.Password", "wrong"));
        }

        using var right = await visitor.Post("/sign-in", ("Form.Name", "guessed"), ("Form.Password", RunningHost.Password));

        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Fact]
    public async Task A_disabled_user_is_out_at_the_next_request()
    {
        await AddUser("leaver");
        using var visitor = await Host.SignedIn("leaver");
        await AssertIn(visitor, "/");

        await Host.Sql("UPDATE host.users SET disabled = true WHERE user_name = 'leaver'");

        await AssertSentTo(visitor, "/", "/sign-in?returnUrl=%2F");
    }

    [Fact]
    public async Task A_role_taken_away_is_gone_at_the_next_request()
    {
        await AddUser("mover", Roles.Administrator);
        using var visitor = await Host.SignedIn("mover");
        await AssertIn(visitor, "/settings/users");

        await Host.Sql("UPDATE host.users SET roles = '{FrontDesk}' WHERE user_name = 'mover'");

        using var refused = await visitor.Get("/settings/users");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task A_given_password_is_changed_before_anything_else()
    {
        await AddUser("fresh", demo: false);
        using var visitor = await Host.SignedIn("fresh");
        await AssertSentTo(visitor, "/", "/account/password");
        await AssertSentTo(visitor, "/scheduling/visits", "/account/password");

        using var same = await Change(visitor, RunningHost.Password, RunningHost.Password);
        Assert.Equal(HttpStatusCode.OK, same.StatusCode);
        using var changed = await Change(visitor, RunningHost.Password, "another quiet evening");

        Assert.Equal("/", changed.Headers.Location?.OriginalString);
        await AssertIn(visitor, "/");
        using var again = await Host.SignedIn("fresh", "another quiet evening");
        await AssertIn(again, "/");
    }

    [Fact]
    public async Task Changing_the_password_signs_out_every_other_browser()
    {
        await AddUser("careful");
        using var here = await Host.SignedIn("careful");
        using var elsewhere = await Host.SignedIn("careful");

        using var changed = await Change(here, RunningHost.Password, "another quiet evening");

        await AssertIn(here, "/");
        await AssertSentTo(elsewhere, "/", "/sign-in?returnUrl=%2F");
    }

    [Fact]
    public async Task Signing_in_leads_back_to_the_page_but_never_to_another_site()
    {
        foreach (var (wanted, leads) in new[] { ("/jobs", "/jobs"), ("//evil.example", "/"), ("https://evil.example/", "/") })
        {
            using var visitor = Host.Visitor();
            using var answer = await visitor.Post("/sign-in", ("Form.Name", "manager"), ("Form.Password", RunningHost.Password), ("ReturnUrl", wanted));
            Assert.Equal(leads, answer.Headers.Location?.OriginalString);
        }
    }

    [Fact]
    public async Task Signing_out_takes_a_form_and_ends_the_session()
    {
        using var visitor = await Host.SignedIn("clinician");
        await AssertIn(visitor, "/sign-out");
        await AssertIn(visitor, "/");

        using var out_ = await visitor.PostFrom("/", "/sign-out");

        Assert.Equal("/sign-in", out_.Headers.Location?.OriginalString);
        await AssertSentTo(visitor, "/", "/sign-in?returnUrl=%2F");
    }

    [Fact]
    public async Task The_cookie_is_for_this_site_and_no_script_reads_it()
    {
        using var visitor = Host.Visitor();
        using var answer = await visitor.Post("/sign-in", ("Form.Name", "manager"), ("Form.Password", RunningHost.Password));

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("clinicops=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Signing_in_and_being_refused_stand_in_the_audit_trail()
    {
        await AddUser("watched");
        using var visitor = Host.Visitor();
        using var wrong = await visitor.Post("/sign-in", ("Form.Name", "watched"), ("Form.Password", "wrong"));
        using var right = await visitor.Post("/sign-in", ("Form.Name", "watched"), ("Form.Password", RunningHost.Password));

        Assert.Equal(
            ["user.added", "user.refused", "user.signed-in"],
            await Host.Sql("SELECT action FROM audit.entries WHERE subject_id = (SELECT id FROM host.users WHERE user_name = 'watched') ORDER BY at"));
    }

    [Fact]
    public async Task A_request_acts_as_its_user_at_the_users_locations()
    {
        using var visitor = await Host.SignedIn(Roles.FrontDesk);

        var actor = await visitor.Read("/probe/actor");

        var id = Assert.Single(await Host.Sql("SELECT id FROM host.users WHERE user_name = 'frontdesk'"));
        Assert.Equal($"user {id} {TestOrganization.Harbor.Id}", actor);
    }

    private Task AddUser(string name, string role = Roles.Coordinator, bool demo = true) =>
        RunningHost.Import(Host.App.Services, RunningHost.TestClinicFile() with
        {
            Users = [new ClinicFile.UserLine(name, name, [role], RunningHost.Password, Demo: demo)],
        });

    private static Task<HttpResponseMessage> Change(WebVisitor visitor, string old, string next) =>
        visitor.Post("/account/password", ("Form.Old", old), ("Form.New", next), ("Form.Again", next));

    private static async Task AssertIn(WebVisitor visitor, string path)
    {
        using var answer = await visitor.Get(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task AssertSentTo(WebVisitor visitor, string path, string target)
    {
        using var answer = await visitor.Get(path);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.EndsWith(target, answer.Headers.Location?.OriginalString, StringComparison.Ordinal);
    }

    private static string Alert(string html) => html[html.IndexOf("role=\"alert\"", StringComparison.Ordinal)..].Split("</div>")[0];
}
