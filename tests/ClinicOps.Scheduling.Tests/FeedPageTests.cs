using System.Net;
using System.Text.RegularExpressions;
using ClinicOps.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Scheduling.Tests;

/// <summary>Addresses of calendars as staff make, renew and withdraw them, and as a program reads them that is not signed in.</summary>
public sealed partial class FeedPageTests(TestCluster cluster) : IAsyncLifetime
{
    private const string Page = "/scheduling/settings/feeds";

    private RunningHost host = null!;
    private Guid provider;
    private Guid visit;

    public async ValueTask InitializeAsync()
    {
        host = await RunningHost.Start(cluster);
        provider = await host.Insert("scheduling.providers", ("name", "Amara Okafor"), ("location_id", TestOrganization.Harbor.Id));
        visit = await host.Insert(
            "scheduling.visits", ("patient_id", Guid.CreateVersion7()), ("provider_id", provider), ("location_id", TestOrganization.Harbor.Id), ("visit_type", "Colonoscopy"),
            ("starts_at", "now() + interval '1 day'"), ("ends_at", "now() + interval '1 day 20 minutes'"), ("state", "booked"), ("access_class", "standard"), ("entered_at", "now()"));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task An_address_is_shown_once_reads_the_calendar_says_when_nothing_has_changed_and_each_reading_is_in_the_trail()
    {
        using var manager = await host.SignedIn("Manager");
        var (id, made) = await Make(manager);
        using (var twice = await manager.Post(Page, ("feedId", id), ("providerId", $"{provider}"), ("forWhom", "Her phone")))
        {
            using var reader = host.Visitor();
            using var read = await reader.Get(Address(await twice.Content.ReadAsStringAsync()));
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        }

        Assert.Equal([1L], await host.Sql("SELECT count(*) FROM scheduling.feed_subscriptions"));
        Assert.DoesNotContain("id=\"address\"", await manager.Read(Page), StringComparison.Ordinal);

        using var visitor = host.Visitor();
        using var first = await visitor.Get(made);
        var text = await first.Content.ReadAsStringAsync();
        Assert.Equal("text/calendar", first.Content.Headers.ContentType!.MediaType);
        Assert.Contains("SUMMARY:Booked\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Colonoscopy", text, StringComparison.Ordinal);
        var tag = first.Headers.ETag!.ToString();
        using var second = await visitor.Get(made, "If-None-Match", tag);
        Assert.Equal((HttpStatusCode.NotModified, ""), (second.StatusCode, await second.Content.ReadAsStringAsync()));
        await host.Sql($"UPDATE scheduling.visits SET state = 'cancelled' WHERE id = '{visit}'");
        using var third = await visitor.Get(made, "If-None-Match", tag);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
        Assert.Contains("STATUS:CANCELLED", await third.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Assert.Equal(
            ["whole", "whole", "unchanged", "whole"],
            await host.Sql($"SELECT coalesce(reason, 'whole') FROM audit.entries WHERE action = 'feed.read' AND subject_id = '{id}' AND user_id IS NULL ORDER BY at, id"));
        Assert.DoesNotContain(">never<", await manager.Read(Page), StringComparison.Ordinal);
        var token = made.Split('/')[^1];
        Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains(token, StringComparison.Ordinal));
        Assert.Contains(host.Log.Lines, line => line.Text.Contains("feeds/{token}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_renewed_withdrawn_cut_or_made_elsewhere_is_as_if_it_had_never_been()
    {
        using var manager = await host.SignedIn("Manager");
        var (id, old) = await Make(manager);
        using var renewed = await manager.PostFrom(Page, $"{Page}?handler=Renew", ("feedId", id), ("revision", "1"));
        var good = Address(await renewed.Content.ReadAsStringAsync());
        using var again = await manager.PostFrom(Page, $"{Page}?handler=Renew", ("feedId", id), ("revision", "1"));
        Assert.Equal(HttpStatusCode.OK, await Status(Address(await again.Content.ReadAsStringAsync())));
        Assert.Equal([2], await host.Sql("SELECT revision FROM scheduling.feed_subscriptions"));
        Assert.Equal(HttpStatusCode.OK, await Status(good));

        // Who saw an older state is told, and nothing is renewed.
        await host.AddUser("Other");
        using var other = await host.SignedIn("Other");
        using var late = await other.PostFrom(Page, $"{Page}?handler=Renew", ("feedId", id), ("revision", "1"));
        Assert.Contains("changed meanwhile by Manager Tester", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var withdrawn = await manager.PostFrom(Page, $"{Page}?handler=Withdraw&feedId={id}");
        var keys = host.App.Services.GetRequiredService<IDataProtectionProvider>();
        var answers = new List<string>();
        foreach (var bad in (string[])[old, good, good[..^3], "/feeds/x", Sealed("ClinicOps.Scheduling.CalendarFeed", Guid.CreateVersion7()), Sealed("ClinicOps.Scheduling.VisitLink", Guid.Parse(id))])
        {
            using var visitor = host.Visitor();
            using var answer = await visitor.Get(bad);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Null(answer.Headers.ETag);
            answers.Add(Tokens().Replace(await answer.Content.ReadAsStringAsync(), ""));
        }

        Assert.Single(answers.Distinct());
        using var back = await manager.PostFrom(Page, $"{Page}?handler=Restore&feedId={id}");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (await Status(good), await Status(old)));
        Assert.Equal(
            ["feed.made", "feed.renewed", "feed.withdrawn", "feed.restored"],
            await host.Sql($"SELECT action FROM audit.entries WHERE subject_id = '{id}' AND action IN ('feed.made', 'feed.renewed', 'feed.withdrawn', 'feed.restored') ORDER BY at, id"));

        // And few are tried in a minute.
        var codes = new List<HttpStatusCode>();
        for (var guess = 0; guess < 130 && !codes.Contains(HttpStatusCode.TooManyRequests); guess++)
        {
            codes.Add(await Status("/feeds/x"));
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, codes);

        string Sealed(string purpose, Guid subscription) => "/feeds/" + WebEncoders.Base64UrlEncode(keys.CreateProtector(purpose).Protect([.. subscription.ToByteArray(), 0, 0, 0, 2]));
    }

    [Fact]
    public async Task Only_managers_of_the_providers_location_make_addresses_and_who_saves_second_is_told()
    {
        using var manager = await host.SignedIn("Manager");
        var (id, address) = await Make(manager);
        using var desk = await host.SignedIn("FrontDesk");
        using var refused = await desk.Get(Page);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        await host.AddUser("Mesa", TestOrganization.Mesa.Name);
        using var mesa = await host.SignedIn("Mesa");
        Assert.DoesNotContain("Her phone", await mesa.Read(Page), StringComparison.Ordinal);
        foreach (var what in (string[])["Renew", "Withdraw", "Restore"])
        {
            using var answer = await mesa.PostFrom(Page, $"{Page}?handler={what}&feedId={id}", ("feedId", id), ("revision", "1"));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using var foreign = await mesa.Post(Page, ("feedId", $"{Guid.CreateVersion7()}"), ("providerId", $"{provider}"), ("forWhom", "Mine"));
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await Status(address));

        // An address that somebody else's form made is shown to nobody.
        await host.AddUser("Other");
        using var other = await host.SignedIn("Other");
        using var theirs = await other.Post(Page, ("feedId", id), ("providerId", $"{provider}"), ("forWhom", "Her phone"));
        Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);

        using var nameless = await manager.Post(Page, ("feedId", $"{Guid.CreateVersion7()}"), ("providerId", $"{provider}"), ("forWhom", " "));
        Assert.Contains("Say who reads it", await nameless.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var saved = await manager.PostFrom(Page, $"{Page}?handler=Settings", ("version", "0"), ("initials", "true"));
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        using var late = await other.PostFrom(Page, $"{Page}?handler=Settings", ("version", "0"), ("initials", "false"));
        Assert.Contains("changed meanwhile", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([true], await host.Sql("SELECT shows_initials FROM scheduling.feed_settings"));
    }

    private async Task<(string Id, string Address)> Make(WebVisitor manager)
    {
        var id = $"{Guid.CreateVersion7()}";
        using var made = await manager.Post(Page, ("feedId", id), ("providerId", $"{provider}"), ("forWhom", "Her phone"));
        return (id, Address(await made.Content.ReadAsStringAsync()));
    }

    private async Task<HttpStatusCode> Status(string address)
    {
        using var visitor = host.Visitor();
        using var answer = await visitor.Get(address);
        return answer.StatusCode;
    }

    private string Address(string page)
    {
        var shown = WebUtility.HtmlDecode(Shown().Match(page).Groups[1].Value);
        Assert.StartsWith($"{host.Address}feeds/", shown, StringComparison.Ordinal);
        return new Uri(shown).AbsolutePath;
    }

    [GeneratedRegex("""<input id="address"[^>]* value="([^"]*)" """)]
    private static partial Regex Shown();

    [GeneratedRegex("""content="[^"]*"|value="[^"]*"|<span class="mono">[^<]*</span>""")]
    private static partial Regex Tokens();
}
