using System.Net;
using ClinicOps.Host.Security;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ClinicOps.Host.Tests.Accounts;

/// <summary>How long somebody stays signed in: 15 minutes without an action, 12 hours in any case.</summary>
public sealed class SessionTests(TestCluster cluster) : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 2, 14, 0, 0, TimeSpan.Zero));
    private RunningHost host = null!;

    public async ValueTask InitializeAsync() =>
        host = await RunningHost.Start(cluster, build: builder => builder.Services.AddSingleton<TimeProvider>(clock));

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Who_does_nothing_is_signed_off_and_told_why()
    {
        using var visitor = await host.SignedIn(Roles.Coordinator);
        await AssertStays(visitor, TimeSpan.FromMinutes(14));
        await AssertStays(visitor, TimeSpan.FromMinutes(14));

        clock.Advance(TimeSpan.FromMinutes(15));

        using var out_ = await visitor.Get("/jobs");
        Assert.EndsWith("/sign-in?returnUrl=%2Fjobs&because=idle", out_.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.Contains("after 15 minutes without use", await visitor.Read("/sign-in?because=idle"), StringComparison.Ordinal);
        Assert.Equal(["idle"], await host.Sql("SELECT reason FROM audit.entries WHERE action = 'user.signed-off'"));
    }

    [Theory]
    [InlineData("/documents/inbox?handler=Live", "Accept", "text/html")]
    [InlineData("/", "HX-Request", "true")]
    [InlineData("/", "Sec-Fetch-Mode", "cors")]
    [InlineData("/", "Sec-Fetch-Mode", "no-cors")]
    [InlineData(Presence.Path, "Accept", "application/json")]
    public async Task What_a_page_asks_by_itself_keeps_nobody_signed_in(string path, string header, string value)
    {
        using var visitor = await host.SignedIn(Roles.Coordinator);
        for (var asked = 0; asked < 14; asked++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            using var answer = await visitor.Get(path, header, value);
            Assert.NotEqual(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        clock.Advance(TimeSpan.FromMinutes(1));
        using var refused = await visitor.Get("/");
        Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
    }

    [Fact]
    public async Task Who_types_for_long_is_told_of_by_the_page_and_stays()
    {
        using var visitor = await host.SignedIn(Roles.Coordinator);
        var token = await visitor.Token("/account");
        for (var told = 0; told < 5; told++)
        {
            clock.Advance(TimeSpan.FromMinutes(10));
            using var presence = await visitor.Send(Presence.Path, ("__RequestVerificationToken", token));
            Assert.Equal(HttpStatusCode.OK, presence.StatusCode);
        }

        await AssertStays(visitor, TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task After_the_limit_the_busiest_signs_in_again()
    {
        using var visitor = await host.SignedIn(Roles.Coordinator);
        for (var minutes = 0; minutes < (12 * 60) - 10; minutes += 10)
        {
            await AssertStays(visitor, TimeSpan.FromMinutes(10));
        }

        clock.Advance(TimeSpan.FromMinutes(10));

        using var out_ = await visitor.Get("/");
        Assert.EndsWith("because=limit", out_.Headers.Location?.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_sent_after_the_end_is_told_and_taken_once_the_same_user_is_back()
    {
        using var visitor = await host.SignedIn(Roles.Administrator);
        var token = await visitor.Token("/settings/sign-in");
        var version = (await host.Sql("SELECT xmin::text FROM host.sign_in_rules"))[0]!.ToString()!;
        (string, string)[] form = [("Form.IdleMinutes", "30"), ("Form.LimitHours", "8"), ("Form.GraceDays", "3"), ("Form.Version", version), ("__RequestVerificationToken", token)];
        clock.Advance(TimeSpan.FromMinutes(16));
        using var refused = await visitor.Send("/settings/sign-in", form);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        using var again = await visitor.Post("/sign-in", ("Form.Name", "administrator"), ("Form.Password", RunningHost.Password));
        using var taken = await visitor.Send("/settings/sign-in", form);

        Assert.Equal("/settings/sign-in", taken.Headers.Location?.OriginalString);
        Assert.Equal([1800], await host.Sql("SELECT idle_seconds FROM host.sign_in_rules"));
    }

    [Fact]
    public async Task A_page_of_another_user_is_not_taken()
    {
        using var visitor = await host.SignedIn(Roles.Administrator);
        var token = await visitor.Token("/account");
        using var other = await visitor.Post("/sign-in", ("Form.Name", "manager"), ("Form.Password", RunningHost.Password));

        using var refused = await visitor.Send("/account?handler=EndSession", ("id", Guid.Empty.ToString()), ("__RequestVerificationToken", token));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task A_user_ends_the_session_of_another_browser_and_only_of_their_own()
    {
        using var here = await host.SignedIn(Roles.Coordinator);
        using var there = await host.SignedIn(Roles.Coordinator);
        using var somebody = await host.SignedIn(Roles.Clinician);
        var ids = await host.Sql("SELECT s.id::text FROM host.sessions s JOIN host.users u ON u.id = s.user_id ORDER BY u.user_name = 'clinician', s.id");

        using var foreign = await here.Post("/account?handler=EndSession", ("id", (string)ids[2]!));
        using var own = await here.Post("/account?handler=EndSession", ("id", (string)ids[1]!));

        Assert.True((await somebody.Get("/")).IsSuccessStatusCode);
        Assert.True((await here.Get("/")).IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await there.Get("/")).StatusCode);
    }

    [Fact]
    public async Task An_administrator_signs_a_user_out_everywhere()
    {
        using var administrator = await host.SignedIn(Roles.Administrator);
        using var user = await host.SignedIn(Roles.Clinician);
        var id = (await host.Sql("SELECT id::text FROM host.users WHERE user_name = 'clinician'"))[0];

        using var ended = await administrator.Post($"/settings/users/user/{id}?handler=SignOut");

        Assert.Equal(HttpStatusCode.Redirect, (await user.Get("/")).StatusCode);
        Assert.True((await administrator.Get("/")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_signed_out_cookie_opens_nothing_even_when_it_was_kept()
    {
        using var visitor = await host.SignedIn(Roles.Clinician);
        await host.Sql("UPDATE host.sessions SET ended_at = now(), ended_because = 'signed-out'");

        Assert.Equal(HttpStatusCode.Redirect, (await visitor.Get("/")).StatusCode);
    }

    private async Task AssertStays(WebVisitor visitor, TimeSpan later)
    {
        clock.Advance(later);
        using var answer = await visitor.Get("/account");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
