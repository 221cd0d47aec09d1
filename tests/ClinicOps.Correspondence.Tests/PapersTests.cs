using System.Collections.Concurrent;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Xunit;

namespace ClinicOps.Correspondence.Tests;

/// <summary>Papers of another module, on the real Exim: they leave as letters do, and what became of them is told.</summary>
public sealed class PapersTests(TestCluster cluster, MailServers mail)
{
    [Fact]
    public async Task Papers_leave_once_by_fax_behind_a_cover_sheet_that_names_no_patient_and_their_end_is_told()
    {
        var service = $"fax{Guid.NewGuid():N}"[..12];
        var ears = new Ears();
        await using var clinic = await MailClinic.Open(cluster, mail, modules: [ears], settings: [("Correspondence:Mail:FaxTo", $"{service}-{{number}}@patient.example")]);
        var papers = await Papers(clinic.Clinic, "Ánh Nguyễn Thị, born 04/09/1961, palpitations");
        var reader = new PapersReader(Guid.CreateVersion7(), PaperWays.Fax, "207 555-0199", "Dr. Martha Keller", PaperReaders.Colleague);

        await clinic.Clinic.Knows("12075550199", "Dr. Martha Keller");
        Assert.IsType<PapersAnswer.NoAddress>(await Send(clinic.Clinic, papers, reader with { Address = "555-0199" }));
        Assert.IsType<PapersAnswer.Requested>(await Send(clinic.Clinic, papers, reader));
        Assert.IsType<PapersAnswer.Requested>(await Send(clinic.Clinic, papers, reader));
        Assert.IsType<PapersAnswer.OnTheirWay>(await Send(clinic.Clinic, papers, reader with { DeliveryId = Guid.CreateVersion7(), Address = "+1 (207) 555-0199" }));
        await clinic.Clinic.RunJobs();
        await clinic.Clinic.DeliverAgain();

        var message = Assert.Single(await mail.WaitForMail($"{service}-12075550199"));
        Assert.Equal("Fax from Two Rivers Clinic", message.Subject);
        var attached = Assert.IsType<MimePart>(Assert.Single(message.Attachments));
        using var bytes = new MemoryStream();
        await attached.Content!.DecodeToAsync(bytes, TestContext.Current.CancellationToken);
        var words = await PdfTools.Words(bytes.ToArray());
        var cover = words[..words.IndexOf("keep them.", StringComparison.Ordinal)];
        Assert.Contains("Dr. Martha Keller", cover, StringComparison.Ordinal);
        Assert.Contains("(207) 555-0199", cover, StringComparison.Ordinal);
        Assert.DoesNotContain("Nguyễn", cover, StringComparison.Ordinal);
        Assert.Contains("palpitations", words[cover.Length..], StringComparison.Ordinal);
        Assert.Equal([new PapersEnded(papers.Id, reader.DeliveryId, papers.PatientId, papers.LocationId, PapersEnded.Sent, null)], ears.Heard);

        // Kept where they were made: they are no second paper in the chart, and nothing is missing there.
        Assert.Empty(clinic.Clinic.Services.GetRequiredService<OtherModules>().Filed);
        clinic.Clinic.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Empty(await clinic.Clinic.Problems());
        var went = Assert.Single(await clinic.Clinic.In((IPapers all) => all.Of([papers.Id])));
        Assert.Equal(("(207) 555-0199", "sent", $"letter.{reader.DeliveryId:N}@clinic.example"), (went.Address, went.State, went.Reference));

        // By e-mail to a mailbox that is none: the end is told with its reason, and no letter's task is asked for.
        var refused = reader with { DeliveryId = Guid.CreateVersion7(), Way = PaperWays.Email, Address = "refused@patient.example" };
        Assert.IsType<PapersAnswer.Requested>(await Send(clinic.Clinic, papers, refused));
        await clinic.Clinic.RunJobs();
        Assert.Contains(new PapersEnded(papers.Id, refused.DeliveryId, papers.PatientId, papers.LocationId, PapersEnded.Failed, "mailbox_unknown"), ears.Heard);
        Assert.Equal(0, ears.LettersFailed);
    }

    [Fact]
    public async Task What_is_closed_leaves_in_no_papers_but_those_that_were_judged_by_its_class()
    {
        var ears = new Ears();
        await using var clinic = await MailClinic.Open(cluster, mail, modules: [ears]);
        var chart = clinic.Clinic.Services.GetRequiredService<OtherModules>().Chart;
        var (open, closed, other) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        (chart[open], chart[closed]) = ("standard", "part-2");
        var papers = await Papers(clinic.Clinic, "Three papers") with { DocumentIds = [open, closed] };
        PapersReader To() => new(Guid.CreateVersion7(), PaperWays.Email, clinic.Reader, "Dr. Keller", PaperReaders.Colleague);

        // Nobody sends what they do not see, nor two closed kinds under one rule; without a fax service none is faxed.
        Assert.IsType<PapersAnswer.NotInSight>(await Send(clinic.Clinic, papers with { DocumentIds = [open, other] }, To()));
        Assert.IsType<PapersAnswer.SeveralClasses>(await Send(clinic.Clinic, papers with { AccessClass = "behavioural" }, To()));
        Assert.IsType<PapersAnswer.NoSuchWay>(await Send(clinic.Clinic, papers, To() with { Way = PaperWays.Fax }));
        Assert.Equal(0L, (await clinic.Clinic.Sql("SELECT count(*) FROM correspondence.letters"))[0]);

        // Judged as closed, they leave, and are closed to who may not see that kind.
        Assert.IsType<PapersAnswer.Requested>(await Send(clinic.Clinic, papers, To()));
        await clinic.Clinic.RunJobs();
        Assert.Single(await mail.WaitForMail(clinic.Reader.Split('@')[0]));
        Assert.Equal(["part-2"], await clinic.Clinic.Sql("SELECT access_class FROM correspondence.letters"));

        // Closed, or taken out of the chart, while they waited, or what they are about was withdrawn: they stay.
        var withdrawn = clinic.Clinic.Services.GetRequiredService<OtherModules>().Withdrawn;
        foreach (var (happens, problem) in new (Action<Guid> Happens, string Problem)[]
        {
            (_ => chart[open] = "behavioural", DeliveryProblem.PapersClosed), (id => chart.TryRemove(open, out _), DeliveryProblem.PapersClosed), (id => withdrawn[id] = true, DeliveryProblem.NotMeant),
        })
        {
            chart[open] = "standard";
            var waiting = await Papers(clinic.Clinic, "One paper") with { DocumentIds = [open] };
            var delivery = To();
            Assert.IsType<PapersAnswer.Requested>(await Send(clinic.Clinic, waiting, delivery));
            happens(waiting.Id);
            await clinic.Clinic.RunJobs();
            var stayed = await clinic.Clinic.Delivery(delivery.DeliveryId);
            Assert.Equal((DeliveryState.Failed, problem, 0), (stayed.State, stayed.Problem, stayed.Attempts));
            Assert.Contains(ears.Heard, told => told.DeliveryId == delivery.DeliveryId && told.Outcome == PapersEnded.Failed && told.Reason == problem);
        }

        // A signed copy is no packet: it leaves as long as it is to be sent back.
        var copy = await Papers(clinic.Clinic, "A signed copy") with { DocumentIds = [open] };
        (withdrawn[copy.Id], clinic.Clinic.Services.GetRequiredService<OtherModules>().ToSendBack[copy.Id]) = (true, true);
        var back = To();
        Assert.IsType<PapersAnswer.Requested>(await Send(clinic.Clinic, copy, back));
        await clinic.Clinic.RunJobs();
        Assert.Equal(DeliveryState.Sent, (await clinic.Clinic.Delivery(back.DeliveryId)).State);
    }

    private static Task<PapersAnswer> Send(TestClinic clinic, PapersToSend papers, PapersReader reader) => clinic.In((IPapers all) => all.Send(papers, reader, CancellationToken.None));

    /// <summary>A packet as another module keeps it.</summary>
    private static async Task<PapersToSend> Papers(TestClinic clinic, string words)
    {
        var drawn = Assert.IsType<RenderedLetter.Drawn>(await clinic.Services.GetRequiredService<ILetterRenderer>().Render(new LetterContent("Packet", "en", [new LetterBlock.Paragraph(words)]), CancellationToken.None));
        var hash = await clinic.Services.GetRequiredService<IBlobStore>().Put(drawn.Pdf);
        return new PapersToSend(Guid.CreateVersion7(), LettersClinic.Nguyen.Id, TestOrganization.Harbor.Id, Guid.CreateVersion7(), null, "Papers of a referral", "standard", hash, 1, []);
    }

    /// <summary>Hears what becomes of papers.</summary>
    private sealed class Ears : IModule
    {
        public ConcurrentQueue<PapersEnded> Heard { get; } = [];

        public int LettersFailed { get; set; }

        public string Name => "ears";

        public void Register(ModuleBuilder module)
        {
            module.Services.AddSingleton(this);
            module.On<PapersEnded, Ear>("ears.papers-ended", "Hear of papers");
            module.On<DeliveryFailed, Ear>("ears.letter-failed", "Hear of a letter");
        }
    }

    private sealed class Ear(Ears ears) : IJobHandler<PapersEnded>, IJobHandler<DeliveryFailed>
    {
        public Task Run(PapersEnded arguments, JobMessage message, CancellationToken stopping)
        {
            if (!ears.Heard.Contains(arguments))
            {
                ears.Heard.Enqueue(arguments);
            }

            return Task.CompletedTask;
        }

        public Task Run(DeliveryFailed arguments, JobMessage message, CancellationToken stopping)
        {
            ears.LettersFailed++;
            return Task.CompletedTask;
        }
    }
}
