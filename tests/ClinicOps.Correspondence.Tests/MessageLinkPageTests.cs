using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ClinicOps.Correspondence.Conversations.Links;
using ClinicOps.Testing;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace ClinicOps.Correspondence.Tests;

/// <summary>The page behind the link of a message, as somebody meets it who is not signed in.</summary>
public sealed partial class MessageLinkPageTests(TestCluster cluster)
{
    private const string Secret = "Your sugar is high.";

    [Fact]
    public async Task Looking_changes_nothing_two_things_of_the_record_open_it_an_answer_comes_in_once_and_five_wrong_tries_lock_it()
    {
        await using var host = await RunningHost.Start(cluster);
        await File.WriteAllTextAsync(
            Path.Combine(host.DataFolder, "patients.csv"),
            """
            mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language
            A-1001,Núñez,José,,1961-04-09,M,2075550142,jose@patient.example,,,,,,,,,

            """,
            TestContext.Current.CancellationToken);
        Assert.Equal(0, await host.Verb("import patients", Path.Combine(host.DataFolder, "patients.csv")));
        var (conversation, good) = await Mailed(host);
        var (locked, other) = await Mailed(host);
        using var visitor = host.Visitor();

        var before = await Rows(host);
        var page = WebUtility.HtmlDecode(await visitor.Read(good));
        Assert.Contains("birth date", page, StringComparison.Ordinal);
        Assert.Contains("call 911", page, StringComparison.Ordinal);
        Assert.DoesNotContain("sugar", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Núñez", page, StringComparison.Ordinal);
        Assert.Equal(before, await Rows(host));

        // What cannot be compared is no try; what is wrong is one, and shows nothing.
        using var unreadable = await visitor.Post(good, ("born", "in spring"), ("digits", "0142"));
        using var wrong = await visitor.Post(good, ("born", "04/09/1961"), ("digits", "0143"));
        Assert.DoesNotContain("sugar", await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal([1], await host.Sql($"SELECT wrong_tries FROM correspondence.message_links l JOIN correspondence.conversation_entries e ON e.id = l.id WHERE e.conversation_id = '{conversation}'"));

        using var right = await visitor.Post(good, ("born", "4/9/1961"), ("digits", "0142"));
        var shown = WebUtility.HtmlDecode(await right.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains(Secret, shown, StringComparison.Ordinal);
        var pass = Pass().Match(shown).Groups[1].Value;
        foreach (var words in (string[])["Shall I come again?", "Shall I come again?", "Gone back: and on Monday?", "Gone back: and on Monday?"])
        {
            using var answered = await visitor.Post(good, ("pass", pass), ("words", words));
            Assert.Contains("Thank you", await answered.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        // Sent twice it is one; what was written anew on the same page is not lost.
        Assert.Equal(
            ["link Shall I come again?", "link Gone back: and on Monday?"],
            await host.Sql($"SELECT channel || ' ' || words FROM correspondence.conversation_entries WHERE conversation_id = '{conversation}' AND direction = 'in' ORDER BY at"));
        Assert.Equal(["open"], await host.Sql($"SELECT state FROM correspondence.conversations WHERE id = '{conversation}'"));

        // The pass of one link opens no other.
        using var stolen = await visitor.Post(other, ("pass", pass), ("words", "Mine?"));
        Assert.DoesNotContain("Thank you", await stolen.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        for (var tries = 0; tries < AnswerMessageLink.MostTries; tries++)
        {
            using var tried = await visitor.Post(other, ("born", "4/9/1961"), ("digits", $"000{tries}"));
        }

        using var late = await visitor.Post(other, ("born", "4/9/1961"), ("digits", "0142"));
        var refused = await late.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("sugar", refused, StringComparison.Ordinal);
        Assert.Contains("Please call", refused, StringComparison.Ordinal);
        Assert.Equal(["open true"], await host.Sql($"SELECT state || ' ' || (due_at <= now()) FROM correspondence.conversations WHERE id = '{locked}'"));
        Assert.Equal([1L], await host.Sql($"SELECT count(*) FROM correspondence.conversation_entries WHERE conversation_id = '{locked}' AND channel = 'note'"));
        Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains(good.Split('/')[^1], StringComparison.Ordinal) || line.Text.Contains("04/09/1961", StringComparison.Ordinal));

        // Another address is written to since: it is nothing, as what was never made.
        await host.Sql($"UPDATE correspondence.conversations SET address = 'other@patient.example' WHERE id = '{conversation}'");
        using var gone = await visitor.Get(good);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    private static async Task<string> Rows(RunningHost host) =>
        (string)(await host.Sql("SELECT (SELECT string_agg(l::text, ' ' ORDER BY id) FROM correspondence.message_links l) || (SELECT count(*) FROM correspondence.conversation_entries) || (SELECT string_agg(c::text, ' ' ORDER BY id) FROM correspondence.conversations c)"))[0]!;

    /// <summary>A message that was mailed as a link.</summary>
    private static async Task<(Guid Conversation, string Link)> Mailed(RunningHost host)
    {
        var patient = (Guid)(await host.Sql("SELECT id FROM intake.patients"))[0]!;
        var conversation = await host.Insert(
            "correspondence.conversations",
            ("patient_id", patient), ("location_id", TestOrganization.Harbor.Id), ("kind", "question"), ("subject", "Results"), ("address", "jose@patient.example"), ("state", "waiting"), ("access_class", "standard"));
        var entry = await host.Insert("correspondence.conversation_entries", ("conversation_id", conversation), ("channel", "email"), ("direction", "out"), ("words", Secret));
        var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        await host.Insert(
            "correspondence.message_links",
            ("id", entry), ("token_hash", MessageLinks.HashOf(token)), ("patient_id", patient), ("address", "jose@patient.example"), ("expires_at", "(now() + interval '1 day')"));
        return (conversation, $"/m/{token}");
    }

    [GeneratedRegex("name=\"pass\" value=\"([^\"]+)\"")]
    private static partial Regex Pass();
}
