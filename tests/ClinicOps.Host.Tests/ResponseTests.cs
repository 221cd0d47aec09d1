using System.Net;
using System.Text.RegularExpressions;
using ClinicOps.Host.Security;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Host.Tests;

/// <summary>What every answer carries, what an error says, and what the log holds of it.</summary>
public sealed partial class ResponseTests(TestCluster cluster, HostFixture fixture) : IClassFixture<HostFixture>
{
    private RunningHost Host => fixture.Host;

    [Theory]
    [InlineData("/")]
    [InlineData("/sign-in")]
    [InlineData("/scheduling/visits")]
    [InlineData("/jobs")]
    [InlineData("/nothing/here")]
    [InlineData("/probe/fail/x")]
    [InlineData("/css/site.css")]
    public async Task Every_answer_forbids_what_is_inline_foreign_or_framed(string path)
    {
        using var visitor = await Host.SignedIn(Roles.Manager);
        using var answer = await visitor.Get(path);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["same-origin"], answer.Headers.GetValues("Referrer-Policy"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/scheduling/visits")]
    [InlineData("/scheduling/visits/enter")]
    public async Task A_page_is_kept_by_no_cache_and_holds_nothing_inline(string path)
    {
        using var visitor = await Host.SignedIn(Roles.Manager);
        using var answer = await visitor.Get(path);

        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Empty(Inline().Matches(await answer.Content.ReadAsStringAsync()).Select(match => match.Value));
    }

    [Theory]
    [InlineData("/css/site.css", "text/css")]
    [InlineData("/js/site.js", "text/javascript")]
    [InlineData("/lib/htmx.min.js", "text/javascript")]
    [InlineData("/img/icon.svg", "image/svg+xml")]
    public async Task What_the_layout_loads_is_there_without_signing_in(string path, string type)
    {
        using var visitor = Host.Visitor();
        using var answer = await visitor.Get(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/nothing/here", HttpStatusCode.NotFound, "Nothing here")]
    [InlineData("/settings/users", HttpStatusCode.Forbidden, "Not for your role")]
    [InlineData("/probe/answer/409", HttpStatusCode.Conflict, "Somebody was faster")]
    [InlineData("/error/500", HttpStatusCode.NotFound, "Nothing here")]
    public async Task An_error_has_a_page_that_says_what_to_do(string path, HttpStatusCode code, string says)
    {
        using var visitor = await Host.SignedIn(Roles.Manager);
        using var answer = await visitor.Get(path);

        Assert.Equal(code, answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_shows_a_number_for_the_log_and_nothing_of_the_exception()
    {
        using var visitor = await Host.SignedIn(Roles.Manager);
        using var answer = await visitor.Get("/probe/fail/x");
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Matches("tell them this number: <span class=\"mono\">[0-9a-f]{32}</span>", page);
        Assert.DoesNotContain(HostFixture.Secret, page, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_token_changes_nothing_and_says_why()
    {
        using var visitor = await Host.SignedIn(Roles.Administrator);
        var id = (string)Assert.Single(await Host.Sql("SELECT id::text FROM host.users WHERE user_name = 'clinician'"))!;
        foreach (var (path, fields) in new[] { ($"/settings/users/user/{id}?handler=Disable", Array.Empty<(string, string)>()), ("/probe/change", []), ("/sign-out", []), ("/jobs/jobs/failed/delete", [("jobs[]", "1")]) })
        {
            using var answer = await visitor.Send(path, fields);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("This form was open too long", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal([false], await Host.Sql("SELECT disabled FROM host.users WHERE user_name = 'clinician'"));
        using var withToken = await visitor.PostFrom("/", "/probe/change");
        Assert.Equal("changed", await withToken.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_form_of_somebody_signed_out_is_told_and_not_lost_in_a_redirect()
    {
        using var visitor = Host.Visitor();
        using var answer = await visitor.PostFrom("/sign-in", "/scheduling/visits/enter", ("Form.VisitType", "Follow-up"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("You were signed out", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_knows_a_request_by_its_route_and_neither_path_nor_query()
    {
        await using var host = await RunningHost.Start(cluster, map: HostFixture.MapProbes);
        using var visitor = await host.SignedIn(Roles.Manager);
        using var lost = await visitor.Get("/intake/canary-in-path?name=canary-in-query");
        using var routed = await visitor.Get("/probe/fail/canary-in-value?name=canary-in-query");

        // A request is logged after it is answered: stopping waits for both.
        await host.App.StopAsync();
        var files = Directory.GetFiles(Path.Combine(host.DataFolder, "logs"));
        var written = string.Concat(files.Select(ReadShared)) + string.Join('\n', host.Log.Lines.Select(line => line.Text));
        Assert.Contains("probe/fail/{name}", written, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-in", written, StringComparison.Ordinal);
    }

    private static string ReadShared(string path)
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return file.ReadToEnd();
    }

    /// <summary>Scripts with a body, style elements and attributes, and event attributes.</summary>
    [GeneratedRegex("""<script(?![^>]*\ssrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=|hx-on""", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();
}
