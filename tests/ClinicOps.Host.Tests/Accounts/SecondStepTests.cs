using System.Net;
using System.Text.RegularExpressions;
using ClinicOps.Host.Clinic;
using ClinicOps.Host.Security;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ClinicOps.Host.Tests.Accounts;

/// <summary>Codes of an app, recovery codes, whose role needs them, and the count of wrong tries by address.</summary>
public sealed partial class SecondStepTests(TestCluster cluster) : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 2, 14, 0, 0, TimeSpan.Zero));
    private RunningHost host = null!;

    public async ValueTask InitializeAsync() =>
        host = await RunningHost.Start(cluster, build: builder => builder.Services.AddSingleton<TimeProvider>(clock));

    public ValueTask DisposeAsync() => host.DisposeAsync();

    /// <summary>The last six digits of the eight in appendix B of RFC 6238.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1234567890, "005924")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        Assert.Equal(code, Totp.CodeAt("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", seconds / 30));

    [Fact]
    public async Task With_an_app_the_password_alone_opens_nothing_and_each_code_opens_once()
    {
        var (key, _) = await SetUp("coordinator");
        using var visitor = Host();
        using var first = await visitor.Post("/sign-in", ("Form.Name", "coordinator"), ("Form.Password", RunningHost.Password));
        Assert.StartsWith("/sign-in/code", first.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.Get("/")).StatusCode);

        using var wrong = await visitor.Post("/sign-in/code", ("Code", "000000"));
        Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        var code = CodeNow(key);
        using var right = await visitor.Post("/sign-in/code", ("Code", code));
        Assert.Equal("/", right.Headers.Location?.OriginalString);
        Assert.True((await visitor.Get("/")).IsSuccessStatusCode);

        using var thief = Host();
        using var password = await thief.Post("/sign-in", ("Form.Name", "coordinator"), ("Form.Password", RunningHost.Password));
        using var again = await thief.Post("/sign-in/code", ("Code", code));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Contains("used before", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(["password and code"], await host.Sql("SELECT how FROM host.sessions WHERE how <> 'password'"));
    }

    [Fact]
    public async Task A_code_without_the_password_before_leads_back_to_the_password()
    {
        var (key, _) = await SetUp("coordinator");
        using var visitor = Host();

        using var answer = await visitor.PostFrom("/sign-in", "/sign-in/code", ("Code", CodeNow(key)));

        Assert.Equal("/sign-in", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_recovery_code_opens_once_in_place_of_the_app()
    {
        var (_, codes) = await SetUp("coordinator");
        Assert.Equal(10, codes.Count);
        foreach (var expected in new[] { HttpStatusCode.Redirect, HttpStatusCode.OK })
        {
            using var visitor = Host();
            using var password = await visitor.Post("/sign-in", ("Form.Name", "coordinator"), ("Form.Password", RunningHost.Password));
            using var answer = await visitor.Post("/sign-in/code", ("Code", codes[0].ToLowerInvariant()));
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    [Fact]
    public async Task After_five_wrong_codes_the_account_rests_even_for_the_right_one()
    {
        var (key, _) = await SetUp("coordinator");
        using var visitor = Host();
        using var password = await visitor.Post("/sign-in", ("Form.Name", "coordinator"), ("Form.Password", RunningHost.Password));
        for (var tries = 0; tries < 5; tries++)
        {
            using var wrong = await visitor.Post("/sign-in/code", ("Code", "000000"));
        }

        using var right = await visitor.Post("/sign-in/code", ("Code", CodeNow(key)));

        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Fact]
    public async Task Setting_up_takes_the_password_and_a_code_of_the_very_key()
    {
        using var visitor = await host.SignedIn(Roles.Coordinator);
        var page = await visitor.Read("/account/authenticator");
        var (key, seal) = (KeyOn(page), Seal().Match(page).Groups[1].Value);

        using var withoutPassword = await visitor.Post("/account/authenticator", ("sealedKey", seal), ("code", CodeNow(key)), ("password", "wrong"));
        using var withoutCode = await visitor.Post("/account/authenticator", ("sealedKey", seal), ("code", "000000"), ("password", RunningHost.Password));
        using var foreignKey = await visitor.Post("/account/authenticator", ("sealedKey", "made-up"), ("code", CodeNow(key)), ("password", RunningHost.Password));

        Assert.Equal([0L], await host.Sql("SELECT count(*) FROM host.users WHERE two_factor_enabled"));
        Assert.Contains("<svg class=\"qr-code\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_needs_a_second_step_has_a_week_and_then_only_the_account_opens()
    {
        await AddUser("boss", Roles.Manager);
        using var visitor = await host.SignedIn("boss");
        Assert.Contains("needs a second step at sign-in by 03/09/2026", await visitor.Read("/"), StringComparison.Ordinal);

        clock.Advance(TimeSpan.FromDays(7));
        using var later = await host.SignedIn("boss");
        using var home = await later.Get("/");
        Assert.Equal("/account", home.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.Redirect, (await later.Get("/documents/inbox")).StatusCode);
        Assert.True((await later.Get("/account")).IsSuccessStatusCode);

        await SetUpIn(later);
        Assert.True((await later.Get("/documents/inbox")).IsSuccessStatusCode);
        using var off = await later.Post("/account?handler=TurnOff", ("password", RunningHost.Password));
        Assert.Contains("add another one first", await off.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_of_which_none_is_asked_is_not_held_up()
    {
        await AddUser("clerk", Roles.FrontDesk);
        using var visitor = await host.SignedIn("clerk");
        clock.Advance(TimeSpan.FromDays(60));
        using var later = await host.SignedIn("clerk");
        Assert.DoesNotContain("second step at sign-in", await later.Read("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_lost_the_phone_is_let_in_by_an_administrator_and_the_trail_says_so()
    {
        await SetUp("coordinator");
        var id = (await host.Sql("SELECT id::text FROM host.users WHERE user_name = 'coordinator'"))[0];
        using var administrator = await host.SignedIn(Roles.Administrator);

        using var removed = await administrator.Post($"/settings/users/user/{id}?handler=RemoveSecondStep");

        using var visitor = await host.SignedIn(Roles.Coordinator);
        Assert.True((await visitor.Get("/")).IsSuccessStatusCode);
        Assert.Equal([1L], await host.Sql($"SELECT count(*) FROM audit.entries WHERE action = 'user.second-step-removed' AND subject_id = '{id}'"));
        Assert.Equal([0L], await host.Sql("SELECT count(*) FROM host.user_tokens"));
    }

    [Fact]
    public async Task Many_wrong_passwords_from_one_address_stop_that_address_whatever_the_names()
    {
        using var visitor = Host();
        var token = await visitor.Token("/sign-in");
        for (var tries = 0; tries < SignInTries.Most; tries++)
        {
            using var wrong = await visitor.Send("/sign-in", ("Form.Name", $"name{tries}"), ("Form.Password", "spring2026"), ("__RequestVerificationToken", token));
        }

        using var stopped = await visitor.Post("/sign-in", ("Form.Name", "coordinator"), ("Form.Password", RunningHost.Password));
        Assert.Equal(HttpStatusCode.TooManyRequests, stopped.StatusCode);
        Assert.Contains("for 10 min", await stopped.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        clock.Advance(SignInTries.Window);
        using var later = await visitor.Post("/sign-in", ("Form.Name", "coordinator"), ("Form.Password", RunningHost.Password));
        Assert.Equal(HttpStatusCode.Redirect, later.StatusCode);
    }

    private WebVisitor Host() => host.Visitor();

    private Task AddUser(string name, string role) =>
        RunningHost.Import(host.App.Services, RunningHost.TestClinicFile() with { Users = [new ClinicFile.UserLine(name, name, [role], RunningHost.Password)] })
            .ContinueWith(_ => host.Sql("UPDATE host.users SET must_change_password = false"), TaskScheduler.Default).Unwrap();

    /// <summary>The user sets up an app; half a minute later the code used for it is gone.</summary>
    private async Task<(string Key, IReadOnlyList<string> RecoveryCodes)> SetUp(string name)
    {
        using var visitor = await host.SignedIn(name);
        return await SetUpIn(visitor);
    }

    private async Task<(string Key, IReadOnlyList<string> RecoveryCodes)> SetUpIn(WebVisitor visitor)
    {
        var page = await visitor.Read("/account/authenticator");
        var key = KeyOn(page);
        using var answer = await visitor.Post(
            "/account/authenticator", ("sealedKey", Seal().Match(page).Groups[1].Value), ("code", CodeNow(key)), ("password", RunningHost.Password));
        var codes = RecoveryCode().Matches(await answer.Content.ReadAsStringAsync()).Select(match => match.Groups[1].Value).ToList();
        clock.Advance(TimeSpan.FromSeconds(30));
        return (key, codes);
    }

    private string CodeNow(string key) => Totp.CodeAt(key, clock.GetUtcNow().ToUnixTimeSeconds() / 30);

    private static string KeyOn(string page) => KeyText().Match(page).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);

    [GeneratedRegex("""id="authenticator-key">([A-Z2-7 ]+)<""")]
    private static partial Regex KeyText();

    [GeneratedRegex("""name="sealedKey" value="([^"]+)">""")]
    private static partial Regex Seal();

    [GeneratedRegex("""<li>([A-Z0-9]{5}-[A-Z0-9]{5})</li>""")]
    private static partial Regex RecoveryCode();
}
