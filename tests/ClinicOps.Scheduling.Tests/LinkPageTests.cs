using System.Net;
using System.Text.RegularExpressions;
using ClinicOps.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Scheduling.Tests;

/// <summary>The page behind the link of a reminder, as somebody meets it who is not signed in, and the desk's page of visits to confirm.</summary>
public sealed partial class LinkPageTests(TestCluster cluster) : IAsyncLifetime
{
    private RunningHost host = null!;
    private Guid patient;
    private Guid provider;

    public async ValueTask InitializeAsync()
    {
        host = await RunningHost.Start(cluster);
        await File.WriteAllTextAsync(
            Path.Combine(host.DataFolder, "patients.csv"),
            """
            mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language
            A-1001,Núñez,José,,1961-04-09,M,2075550142,,,,,,,,,,

            """);
        Assert.Equal(0, await host.Verb("import patients", Path.Combine(host.DataFolder, "patients.csv")));
        patient = (Guid)(await host.Sql("SELECT id FROM intake.patients"))[0]!;
        provider = await host.Insert("scheduling.providers", ("name", "Amara Okafor"), ("location_id", TestOrganization.Harbor.Id));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_link_shows_when_and_where_alone_changes_nothing_by_looking_and_is_used_once_by_its_button()
    {
        var (visit, link) = await Reminded("2 days");
        using var visitor = host.Visitor();
        var page = await Scan(link, visitor);
        Assert.Contains("Harbor", page, StringComparison.Ordinal);
        Assert.Contains("I will come", page, StringComparison.Ordinal);
        Assert.Contains("emergencies", page, StringComparison.Ordinal);
        Reveals(page, nothingOf: visit);

        Assert.Equal([0L], await Attempts());

        // Without the form's own token nothing is taken.
        using var bare = await visitor.Send(link, ("outcome", "confirmed"));
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
        Assert.Equal([0L], await Attempts());

        using var confirmed = await visitor.Post(link, ("outcome", "confirmed"));
        Assert.Contains("is confirmed", await confirmed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var token = await visitor.Token("/sign-in");
        using var again = await visitor.Send(link, ("outcome", "cancels"), ("__RequestVerificationToken", token));
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Equal(["confirmed"], await host.Sql("SELECT outcome FROM scheduling.contact_attempts"));
        Assert.Equal(["booked"], await host.Sql("SELECT state FROM scheduling.visits"));
        Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains(link.Split('/')[^1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_link_answers_for_its_own_visit_alone_whatever_else_its_form_names()
    {
        var (own, link) = await Reminded("2 days");
        var (anothers, other) = await Reminded("3 days");
        using var visitor = host.Visitor();

        // What names another visit beside the link is not asked for.
        using var confirmed = await visitor.Post(
            link, ("outcome", "confirmed"), ("visit", $"{anothers}"), ("visitId", $"{anothers}"), ("id", $"{anothers}"), ("token", other.Split('/')[^1]), ("patient", $"{patient}"));
        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        Assert.Equal([own], await host.Sql("SELECT visit_id FROM scheduling.contact_attempts"));

        // The other's is as good as before, and of a session nothing is asked.
        using var clinician = await host.SignedIn("Clinician");
        Assert.Contains("I will come", WebUtility.HtmlDecode(await clinician.Read(other)), StringComparison.Ordinal);
        Assert.Equal([1L], await Attempts());
    }

    [Fact]
    public async Task A_link_that_is_not_good_says_the_same_whatever_is_wrong_with_it()
    {
        var (_, good) = await Reminded("2 days");
        var (over, expired) = await Reminded("1 hour");
        var (gone, cancelled) = await Reminded("3 days");
        await host.Sql($"UPDATE scheduling.visits SET starts_at = now() - interval '1 minute' WHERE id = '{over}'; UPDATE scheduling.visit_reminders SET starts_at = (SELECT starts_at FROM scheduling.visits WHERE id = '{over}') WHERE visit_id = '{over}'");
        await host.Sql($"UPDATE scheduling.visits SET state = 'cancelled' WHERE id = '{gone}'");
        var foreign = WebEncoders.Base64UrlEncode(host.App.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("another").Protect(Guid.NewGuid().ToByteArray()));
        using var visitor = host.Visitor();
        var token = await visitor.Token("/sign-in");
        var answers = new List<string>();
        foreach (var link in (string[])[expired, cancelled, $"/v/{foreign}", good[..^3], "/v/x", Link(Guid.CreateVersion7())])
        {
            using var looked = await visitor.Get(link);
            using var pressed = await visitor.Send(link, ("outcome", "cancels"), ("__RequestVerificationToken", token));
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (looked.StatusCode, pressed.StatusCode));
            answers.Add(Tokens().Replace(await looked.Content.ReadAsStringAsync(), ""));
            answers.Add(Tokens().Replace(await pressed.Content.ReadAsStringAsync(), ""));
        }

        Assert.Single(answers.Distinct());
        Assert.Contains("Nothing was changed", answers[0], StringComparison.Ordinal);
        Assert.Equal([0L], await Attempts());

        // And few are tried in a minute.
        var codes = new List<HttpStatusCode>();
        for (var guess = 0; guess < 70; guess++)
        {
            using var tried = await visitor.Get("/v/x");
            codes.Add(tried.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, codes);
    }

    [Fact]
    public async Task The_link_of_an_offered_time_shows_when_and_where_alone_changes_nothing_by_looking_and_books_once_by_its_button()
    {
        var (offer, link) = await Offered("1 day");
        var (_, late) = await Offered("2 days", until: "now() - interval '1 minute'");
        using var visitor = host.Visitor();
        var page = await Scan(link, visitor);
        Assert.Contains("I take this time", page, StringComparison.Ordinal);
        Assert.Contains("emergencies", page, StringComparison.Ordinal);
        Reveals(page, nothingOf: offer);

        using var bare = await visitor.Send(link, ("outcome", "accepted"));
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
        Assert.Equal([null, null], await host.Sql("SELECT outcome FROM scheduling.slot_offers"));

        // Of the address alone, whatever the form names.
        using var taken = await visitor.Post(link, ("outcome", "accepted"), ("token", late.Split('/')[^1]), ("offer", late.Split('/')[^1]));
        Assert.Contains("This time is yours", await taken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([offer], await host.Sql("SELECT id FROM scheduling.visits WHERE state = 'booked'"));

        // Too late it says so, books nothing, and the waitlist names whom to call.
        Assert.Contains("no longer kept for you", await visitor.Read(late), StringComparison.Ordinal);
        using var wanted = await visitor.Post(late, ("outcome", "accepted"));
        Assert.Contains("and we will call you", await wanted.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([1L], await host.Sql("SELECT count(*) FROM scheduling.visits"));
        using var desk = await host.SignedIn("FrontDesk");
        Assert.Contains("too late: call them", await desk.Read("/scheduling/waitlist"), StringComparison.Ordinal);

        // Used, cut, or made for reminders: all the same.
        var token = await visitor.Token("/sign-in");
        var answers = new List<string>();
        foreach (var bad in (string[])[link, link[..^3], "/o/x", "/o/" + Link(offer).Split('/')[^1]])
        {
            using var looked = await visitor.Get(bad);
            using var pressed = await visitor.Send(bad, ("outcome", "accepted"), ("__RequestVerificationToken", token));
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (looked.StatusCode, pressed.StatusCode));
            answers.Add(Tokens().Replace(await looked.Content.ReadAsStringAsync(), ""));
            answers.Add(Tokens().Replace(await pressed.Content.ReadAsStringAsync(), ""));
        }

        Assert.Single(answers.Distinct());
        Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains(link.Split('/')[^1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_pages_speak_as_the_mails_do_in_the_patients_language_also_of_a_closed_record_and_both_where_nobody_is_known()
    {
        await host.Sql("UPDATE intake.patients SET language = 'Spanish', access_class = 'behavioural'");
        await host.Sql($"INSERT INTO scheduling.subject_classes VALUES ('{patient}', 'behavioural')");
        var (visit, link) = await Reminded("4 days");
        var (offer, offered) = await Offered("1 day");
        var (_, late) = await Offered("2 days", until: "now() - interval '1 minute'");
        using var visitor = host.Visitor();

        var page = WebUtility.HtmlDecode(await visitor.Read(link));
        Assert.All(["<html lang=\"es\">", "Su cita", "Sí, voy a ir", "Necesito otra hora", "Cancelar mi cita", "En una emergencia, llame al 911."], words => Assert.Contains(words, page, StringComparison.Ordinal));
        Assert.Matches("(lunes|martes|miércoles|jueves|viernes|sábado|domingo) [0-9]+ de [a-z]+ de 20[0-9][0-9], ", page);
        Reveals(page, nothingOf: visit);
        using var other = await visitor.Post(link, ("outcome", "other-time"));
        Assert.Contains("Le llamaremos para buscar otra hora.", WebUtility.HtmlDecode(await other.Content.ReadAsStringAsync()), StringComparison.Ordinal);

        page = WebUtility.HtmlDecode(await visitor.Read(offered));
        Assert.All(["<html lang=\"es\">", "Ha quedado libre una hora", "La guardamos para usted hasta el", "Tomo esta hora", "No la tomo"], words => Assert.Contains(words, page, StringComparison.Ordinal));
        Reveals(page, nothingOf: offer);
        using var left = await visitor.Post(offered, ("outcome", "declined"));
        Assert.Contains("usted sigue en nuestra lista", WebUtility.HtmlDecode(await left.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Contains("La quería: llámenme, por favor", WebUtility.HtmlDecode(await visitor.Read(late)), StringComparison.Ordinal);

        // Whose a link is that is not good is not said, in either.
        using var used = await visitor.Get(link);
        page = WebUtility.HtmlDecode(await used.Content.ReadAsStringAsync());
        Assert.All(["This link does not work", "<div class=\"stack\" lang=\"es\">", "Este enlace no funciona", "call 911", "llame al 911"], words => Assert.Contains(words, page, StringComparison.Ordinal));

        await host.Sql("UPDATE intake.patients SET language = 'Vietnamese', access_class = 'standard'");
        Assert.Contains("I will come", await visitor.Read((await Reminded("3 days")).Link), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_visit_is_confirmed_by_phone_with_two_actions_from_Today_counted_and_taken_back()
    {
        var (visit, _) = await Reminded("20 hours");
        await host.Insert("scheduling.visit_reminders", ("visit_id", visit), ("starts_at", $"(SELECT starts_at FROM scheduling.visits WHERE id = '{visit}')"), ("location_id", TestOrganization.Harbor.Id), ("way", "call"), ("asked_at", "now()"));
        using var desk = await host.SignedIn("FrontDesk");
        Assert.Contains("/scheduling/confirm", await desk.Read("/"), StringComparison.Ordinal);
        var page = WebUtility.HtmlDecode(await desk.Read("/scheduling/confirm"));
        Assert.Contains("Núñez, José", page, StringComparison.Ordinal);

        var (id, at) = (AttemptId().Match(page).Groups[1].Value, Ticks().Match(page).Groups[1].Value);
        for (var click = 0; click < 2; click++)
        {
            using var noted = await desk.PostFrom("/scheduling/confirm", $"/scheduling/confirm?visit={visit}", ("attemptId", id), ("at", at), ("locationId", $"{TestOrganization.Harbor.Id}"), ("outcome", "confirmed"));
            Assert.Equal(HttpStatusCode.Redirect, noted.StatusCode);
        }

        Assert.Equal([1L], await Attempts());
        Assert.DoesNotContain("Núñez", WebUtility.HtmlDecode(await desk.Read("/scheduling/confirm")), StringComparison.Ordinal);
        using var back = await desk.PostFrom("/scheduling/confirm", $"/scheduling/confirm?handler=TakeBack&done={id}");
        Assert.Contains("Núñez, José", WebUtility.HtmlDecode(await desk.Read("/scheduling/confirm")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_are_saved_by_kind_and_who_comes_second_is_told()
    {
        using var manager = await host.SignedIn("Manager");
        const string page = "/scheduling/settings/confirmation";
        using var saved = await manager.Post(page, ("visitTypeId", ""), ("seen", "0"), ("mail", "3"), ("call", "1"));
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        using var late = await manager.Post(page, ("visitTypeId", ""), ("seen", "0"), ("mail", "5"), ("call", ""));
        Assert.Contains("changed meanwhile", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var wrong = await manager.Post(page, ("visitTypeId", ""), ("seen", "0"), ("mail", "-2"), ("call", ""));
        Assert.Contains("numbers from 0 to 60", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(["3 1"], await host.Sql("SELECT mail_days_before || ' ' || call_days_before FROM scheduling.confirmation_rules"));
        using var desk = await host.SignedIn("FrontDesk");
        using var refused = await desk.Get(page);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private async Task<(Guid Visit, string Link)> Reminded(string after)
    {
        var visit = await host.Insert(
            "scheduling.visits", ("patient_id", patient), ("provider_id", provider), ("location_id", TestOrganization.Harbor.Id), ("visit_type", "Colonoscopy"),
            ("starts_at", $"now() + interval '{after}'"), ("ends_at", $"now() + interval '{after}' + interval '20 minutes'"), ("state", "booked"), ("access_class", "standard"), ("entered_at", "now()"));
        var reminder = await host.Insert("scheduling.visit_reminders", ("visit_id", visit), ("starts_at", $"(SELECT starts_at FROM scheduling.visits WHERE id = '{visit}')"), ("location_id", TestOrganization.Harbor.Id), ("way", "mail"), ("asked_at", "now()"));
        return (visit, Link(reminder));
    }

    /// <summary>A freed time that is offered, by a mail, to somebody who waits.</summary>
    private async Task<(Guid Offer, string Link)> Offered(string after, string until = "now() + interval '30 minutes'")
    {
        (string, object)[] place = [("provider_id", provider), ("location_id", TestOrganization.Harbor.Id), ("starts_at", $"now() + interval '{after}'")];
        var type = await host.Insert("scheduling.visit_types", ("code", $"type {after}"), ("name", "Colonoscopy"), ("minutes", "20"));
        var slot = await host.Insert("scheduling.freed_slots", [.. place, ("ends_at", $"now() + interval '{after}' + interval '20 minutes'")]);
        var entry = await host.Insert(
            "scheduling.waitlist_entries", ("patient_id", patient), ("location_id", TestOrganization.Harbor.Id), ("visit_type_id", type), ("earliest", "2026-01-01"), ("urgency", "routine"), ("state", "waiting"), ("access_class", "standard"));
        var offer = await host.Insert("scheduling.slot_offers", [.. place, ("entry_id", entry), ("freed_slot_id", slot), ("minutes", "20"), ("until", until), ("mail", "sent"), ("mail_at", "now()")]);
        return (offer, Link(offer, "o", "OfferLink"));
    }

    /// <summary>Looked at, and by what asks for the head alone, or ahead of somebody who has not clicked yet: it answers each, and is kept by none.</summary>
    /// <returns>What is seen.</returns>
    private async Task<string> Scan(string link, WebVisitor visitor)
    {
        using var scanner = new HttpClient { BaseAddress = host.Address };
        foreach (var (method, purpose) in ((HttpMethod, string)[])[(HttpMethod.Head, "scan"), (HttpMethod.Get, "prefetch"), (HttpMethod.Get, "prefetch;prerender")])
        {
            using var scan = new HttpRequestMessage(method, link);
            scan.Headers.Add("Sec-Purpose", purpose);
            using var scanned = await scanner.SendAsync(scan);
            Assert.Equal((HttpStatusCode.OK, true), (scanned.StatusCode, scanned.Headers.CacheControl?.NoStore));
        }

        return WebUtility.HtmlDecode(await visitor.Read(link));
    }

    /// <summary>No name, nothing clinical, no id.</summary>
    private void Reveals(string page, Guid nothingOf) =>
        Assert.All(["Núñez", "José", "Colonoscopy", "Okafor", "A-1001", $"{nothingOf}", $"{patient}"], word => Assert.DoesNotContain(word, page, StringComparison.OrdinalIgnoreCase));

    /// <summary>As the house makes it, with its keys.</summary>
    private string Link(Guid id, string page = "v", string purpose = "VisitLink") =>
        $"/{page}/" + WebEncoders.Base64UrlEncode(host.App.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector($"ClinicOps.Scheduling.{purpose}").Protect(id.ToByteArray()));

    private Task<IReadOnlyList<object?>> Attempts() => host.Sql("SELECT count(*) FROM scheduling.contact_attempts");

    [GeneratedRegex("""content="[^"]*"|value="[^"]*" """)]
    private static partial Regex Tokens();

    [GeneratedRegex("name=\"attemptId\" value=\"([^\"]+)\"")]
    private static partial Regex AttemptId();

    [GeneratedRegex("name=\"at\" value=\"([^\"]+)\"")]
    private static partial Regex Ticks();
}
