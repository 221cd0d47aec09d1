using System.Globalization;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Disclosures;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Correspondence.Tests;

/// <summary>Faxes into a real HylaFAX queue, without a modem behind it: a test says how each ended.</summary>
public sealed class FaxQueueTests(TestCluster cluster)
{
    [Fact]
    public async Task A_fax_goes_into_the_queue_once_whatever_breaks_and_its_page_says_how_it_ended_there()
    {
        Assert.SkipUnless(FaxServer.MayRun, "hfaxd changes its user, which only root may.");
        await using var server = await FaxServer.Start();
        await using var clinic = await LettersClinic.Open(cluster, settings: new Dictionary<string, string?>
        {
            ["Correspondence:Mail:FaxQueue:Host"] = "127.0.0.1",
            ["Correspondence:Mail:FaxQueue:Port"] = server.Port.ToString(CultureInfo.InvariantCulture),
            ["Correspondence:Mail:FaxQueue:DialPrefix"] = "9,",
            ["Correspondence:Mail:TimeLimit"] = "00:00:20",
        });

        await clinic.Knows("14195550102", "Ana Maro, DO");

        // It is in the queue once, with cover and pages, though it is run twice; the queue says later that the other machine has it.
        var first = await Requested(clinic);
        await Run(clinic, first);
        await Run(clinic, first);
        var job = Assert.Single(server.Waiting);
        Assert.Equal((first.ToString("N"), "14195550102"), (job["jobtag"], job["external"]));
        Assert.StartsWith("9", job["number"], StringComparison.Ordinal);
        var words = await PdfTools.Words(server.DocumentOf(job));
        Assert.Contains("Ana Maro, DO", words, StringComparison.Ordinal);
        Assert.Contains("is signed and dated", words, StringComparison.Ordinal);
        Assert.Equal("in the fax queue", DeliveryWords.State(await clinic.Delivery(first)));
        await Watch(clinic);
        Assert.Equal("in the fax queue", DeliveryWords.State(await clinic.Delivery(first)));
        await server.End(first.ToString("N"), failedBecause: null);
        await Watch(clinic);
        await Watch(clinic);
        Assert.Equal((DeliveryState.Sent, "arrived at the fax machine"), ((await clinic.Delivery(first)).State, DeliveryWords.State(await clinic.Delivery(first))));

        // The proof names the job and no mail.
        var arrived = await clinic.Delivery(first);
        var letter = await clinic.Find(arrived.LetterId);
        var proof = await PdfTools.Words(Assert.IsType<RenderedLetter.Drawn>(await clinic.In((ProveDelivery prove) => prove.Run(arrived, letter, CancellationToken.None))).Pdf);
        Assert.Contains("Job of the fax queue", proof, StringComparison.Ordinal);
        Assert.DoesNotContain("Message-ID", proof, StringComparison.Ordinal);
        Assert.DoesNotContain("mail server", proof, StringComparison.Ordinal);

        // The queue is closed: nothing is begun. Open again, the fax goes; the other machine was busy, which is a failure with its cause. No call reached it: nothing has left.
        var second = await Requested(clinic);
        await server.Close();
        await Run(clinic, second);
        var waits = await clinic.Delivery(second);
        Assert.Equal((DeliveryState.Pending, DeliveryProblem.FaxQueueUnreachable, 0), (waits.State, waits.Problem, waits.Attempts));
        await server.Open();
        clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        await Run(clinic, second);
        await server.End(second.ToString("N"), "Busy signal detected; too many attempts to dial");
        await Watch(clinic);
        Assert.Equal((DeliveryState.Failed, DeliveryProblem.FaxBusy, false), await clinic.Delivery(second) is var busy ? (busy.State, busy.Problem!, busy.MayHaveLeft) : default);
        Assert.Equal((DisclosureState.Left, DisclosureState.NotLeft), (await Logged(clinic, first), await Logged(clinic, second)));

        // The sender died after it began: before the queue took the job, or behind it. The queue is asked a little later: not there, it is sent again, and no fax is there twice.
        var (before, behind) = (await Requested(clinic), await Requested(clinic));
        await Run(clinic, behind);
        await Begun(clinic, TimeSpan.Zero, before, behind);
        await Run(clinic, before);
        await Run(clinic, behind);
        Assert.Equal((DeliveryState.Sending, DeliveryState.Sending), ((await clinic.Delivery(before)).State, (await clinic.Delivery(behind)).State));
        clinic.Clock.Advance(TimeSpan.FromMinutes(2));
        await Run(clinic, before);
        await Run(clinic, behind);
        Assert.Equal((DeliveryState.Pending, DeliveryState.Sent), ((await clinic.Delivery(before)).State, (await clinic.Delivery(behind)).State));
        clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        await Run(clinic, before);
        var both = new[] { before, behind }.Select(id => id.ToString("N")).Order().ToList();
        Assert.Equal(both, server.Waiting.Select(one => one["jobtag"]).Order());

        // Sent again while the queue still works on the job of the first attempt, it is that job. When that one has ended, there is another, and only that one says how it ended.
        await ToSendAgain(clinic, before);
        await Run(clinic, before);
        Assert.Equal(both, server.Waiting.Select(one => one["jobtag"]).Order());
        Assert.Equal("in the fax queue", DeliveryWords.State(await clinic.Delivery(before)));
        await server.End(before.ToString("N"), "Busy signal detected; too many attempts to dial");
        await ToSendAgain(clinic, before);
        await Run(clinic, before);
        Assert.Equal(both, server.Waiting.Select(one => one["jobtag"]).Order());
        await Watch(clinic);
        Assert.Equal("in the fax queue", DeliveryWords.State(await clinic.Delivery(before)));

        // Asked after twelve minutes, the job may have ended there and be forgotten: nobody knows, and it is not sent again. Begun by mail, the queue is not asked of it.
        var (forgotten, mailed) = (await Requested(clinic), await Requested(clinic));
        await Begun(clinic, TimeSpan.FromMinutes(12), forgotten, mailed);
        await clinic.Sql($"UPDATE correspondence.deliveries SET fax_line = 'mail' WHERE id = '{mailed}' RETURNING id");
        await Run(clinic, forgotten);
        await Run(clinic, mailed);
        Assert.Equal((DeliveryState.Unknown, DeliveryState.Unknown), ((await clinic.Delivery(forgotten)).State, (await clinic.Delivery(mailed)).State));

        // Taken by the queue, and gone from it: half an hour later nobody knows how it ended, and somebody is asked. Those that wait there wait on.
        var gone = await Requested(clinic);
        await Begun(clinic, TimeSpan.FromMinutes(29), gone);
        await clinic.Sql($"UPDATE correspondence.deliveries SET state = 'sent', left_at = sending_since, fax_job = '99' WHERE id = '{gone}' RETURNING id");
        await Watch(clinic);
        Assert.Equal("in the fax queue", DeliveryWords.State(await clinic.Delivery(gone)));
        clinic.Clock.Advance(TimeSpan.FromMinutes(2));
        await Watch(clinic);
        var lost = await clinic.Delivery(gone);
        Assert.Equal((DeliveryState.Unknown, DeliveryProblem.OutcomeUnknown), (lost.State, lost.Problem));
        Assert.Contains("has forgotten how it ended", DeliveryWords.Problem(lost), StringComparison.Ordinal);
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await Watch(clinic);
        Assert.Equal(("in the fax queue", "in the fax queue"), (DeliveryWords.State(await clinic.Delivery(before)), DeliveryWords.State(await clinic.Delivery(behind))));
        Assert.Equal(both, server.Waiting.Select(one => one["jobtag"]).Order());

        // A queue that cannot be asked is waited for, and not for ever.
        var silent = await Requested(clinic);
        await Begun(clinic, TimeSpan.FromMinutes(50), silent);
        await server.Close();
        await Watch(clinic);
        await Run(clinic, silent);
        Assert.Equal(DeliveryState.Sending, (await clinic.Delivery(silent)).State);
        clinic.Clock.Advance(TimeSpan.FromMinutes(11));
        await Run(clinic, silent);
        Assert.Equal(DeliveryState.Unknown, (await clinic.Delivery(silent)).State);
    }

    /// <summary>As a sender leaves them that died after it began, so long ago.</summary>
    private static Task Begun(TestClinic clinic, TimeSpan ago, params Guid[] deliveries) => clinic.Sql(
        $"""
        UPDATE correspondence.deliveries SET state = 'sending', left_at = NULL, fax_line = 'queue', fax_job = NULL, attempts = 1, sending_since = '{clinic.Clock.GetUtcNow() - ago:O}'
        WHERE id IN ({string.Join(", ", deliveries.Select(id => $"'{id}'"))}) RETURNING id
        """);

    /// <summary>As a person leaves one of which nobody knew.</summary>
    private static Task ToSendAgain(TestClinic clinic, Guid delivery) =>
        clinic.Sql($"UPDATE correspondence.deliveries SET state = 'pending', left_at = NULL, fax_job = NULL, attempts = 1 WHERE id = '{delivery}' RETURNING id");

    private static async Task<string> Logged(TestClinic clinic, Guid delivery) => await clinic.In((CorrespondenceDb db) => Task.FromResult(db.StandingDisclosure(delivery)!.State));

    private static async Task<Guid> Requested(TestClinic clinic)
    {
        var drawn = Assert.IsType<RenderedLetter.Drawn>(await clinic.Services.GetRequiredService<ILetterRenderer>().Render(new LetterContent("A query", "en", [new LetterBlock.Paragraph("an order that is signed and dated")]), CancellationToken.None));
        var letter = await clinic.Approved(LettersClinic.ToSchedule with { Id = Guid.CreateVersion7() }, drawn.Pdf);
        await clinic.Sql($"UPDATE correspondence.letters SET template_code = 'order-query' WHERE id = '{letter.Id}' RETURNING id");
        var delivery = Guid.CreateVersion7();
        Assert.Equal(new DeliveryRequest.Requested(delivery), await clinic.In((RequestDelivery request) => request.Fax(letter.Id, delivery, "(419) 555-0102", "Ana Maro, DO", AddressReader.Colleague, CancellationToken.None)));
        return delivery;
    }

    private static Task Run(TestClinic clinic, Guid delivery) => clinic.In((SendDelivery send) => send.Run(new DeliveryToSend(delivery), null!, CancellationToken.None));

    private static Task Watch(TestClinic clinic) => clinic.In((WatchFaxes watch) => watch.Run(new FaxesToWatch(), null!, CancellationToken.None));
}
