using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

/// <summary>Whether this may go to that person, that way: asked when it is requested, and again right before it leaves.</summary>
public sealed class MayLeaveTests(TestCluster cluster, MailServers mail)
{
    [Fact]
    public async Task To_whom_something_may_not_go_it_is_refused_with_the_reason_and_the_way_on()
    {
        await using var clinic = await Open(cluster);
        var (others, wishes) = (clinic.Services.GetRequiredService<OtherModules>(), clinic.Services.GetRequiredService<NoticeTests.StandingReminders>());
        var (mother, uncle) = (new MailRecipient(Guid.CreateVersion7(), "Lan Tran", null), new MailRecipient(Guid.CreateVersion7(), "Minh Tran", null));
        others.Family.AddRange([mother, uncle]);
        others.NotTold.Add(uncle.PersonId);
        var email = new LeavingMatter(Nguyen.Id, TestOrganization.Harbor.Id, DeliveryWay.Email, "anh@patient.example", AddressReader.Patient, null, "standard", SaysHealth: true);
        var paper = email with { Way = DeliveryWay.Print, Address = null, OnEnvelope = "Ánh Nguyễn Thị, 48 Congress Street, Apt 3, Portland, ME 04101" };
        var toMother = paper with { ReadBy = AddressReader.Family, PersonId = mother.PersonId };
        var colleague = email with { ReadBy = AddressReader.Colleague };
        foreach (var allowed in new[] { email, paper, toMother, colleague })
        {
            Assert.IsType<MayLeaveAnswer.Yes>(await Ask(allowed));
        }

        // Words about health by e-mail: only where that is recorded; a notice that something waits, always; and a colleague is asked nothing of it.
        foreach (var said in (bool?[])[null, false])
        {
            wishes.HealthByEmail = said;
            Assert.IsType<MayLeaveAnswer.OnlyByLink>(await Ask(email));
            Assert.IsType<MayLeaveAnswer.OnlyByLink>(await Ask(email with { ReadBy = AddressReader.Family }));
            Assert.IsType<MayLeaveAnswer.Yes>(await Ask(email with { SaysHealth = false }));
            Assert.IsType<MayLeaveAnswer.Yes>(await Ask(colleague));
        }

        wishes.HealthByEmail = true;
        wishes.Reach = new HowToReach(["No e-mail."], NoCalls: false) { NoEmail = true };
        await Refused(LeavingCode.NoConsent, "no e-mail", "Choose another way", email);
        Assert.IsType<MayLeaveAnswer.Yes>(await Ask(email with { Nevertheless = true }));
        Assert.IsType<MayLeaveAnswer.Yes>(await Ask(paper));
        wishes.Reach = null;

        // A person whom the record gives no right: not to receive mail, or not to be told.
        await Refused(LeavingCode.NotEntitled, "receives the patient's mail", "People and notes", toMother with { PersonId = Guid.CreateVersion7() });
        await Refused(LeavingCode.NotEntitled, "receives the patient's mail", "People and notes", toMother with { PersonId = null });
        await Refused(LeavingCode.NotEntitled, "may be told", "People and notes", toMother with { PersonId = uncle.PersonId });
        Assert.IsType<MayLeaveAnswer.Yes>(await Ask(toMother with { PersonId = uncle.PersonId, SaysHealth = false }));
        others.NotTold.Add(mother.PersonId);
        await Refused(LeavingCode.NotEntitled, "may be told", "the patient alone", email with { ReadBy = AddressReader.Family });
        others.NotTold.Remove(mother.PersonId);

        // A confidential address: on paper to that alone, and by e-mail only to what the record has.
        others.Confidential.Add(Nguyen.Id);
        Assert.IsType<MayLeaveAnswer.Yes>(await Ask(paper));
        await Refused(LeavingCode.AddressIsConfidential, "confidential address", "Take the approval back", paper with { OnEnvelope = "Ánh Nguyễn Thị, 7 Pine Street, Portland, ME 04101" });
        await Refused(LeavingCode.AddressIsConfidential, "confidential address", "Take the approval back", toMother with { OnEnvelope = "Lan Tran, 7 Pine Street, Portland, ME 04101" });
        foreach (var other in (string[])["Ánh Nguyễn Thị, 148 Congress Street, Apt 3, Portland, ME 04101", "Ánh Nguyễn Thị, 48 Congress Street, Apt 3, Portland, ME 04101-22", "Ánh Nguyễn Thị", ""])
        {
            await Refused(LeavingCode.AddressIsConfidential, "confidential address", "Take the approval back", paper with { OnEnvelope = other });
        }

        Assert.IsType<MayLeaveAnswer.Yes>(await Ask(paper with { OnEnvelope = "Ánh Nguyễn Thị\n48 CONGRESS STREET, APT 3\nPortland ME 04101" }));
        others.Confidential.Add(NoAddress.Id);
        await Refused(LeavingCode.AddressIsConfidential, "confidential address", "Take the approval back", paper with { PatientId = NoAddress.Id, OnEnvelope = "Łukasz Żółć, 7 Pine Street, Portland, ME 04101" });
        await Refused(LeavingCode.AddressIsConfidential, "confidential address", "record it", email);
        others.Email = "Anh@patient.example";
        Assert.IsType<MayLeaveAnswer.Yes>(await Ask(email));
        await Refused(LeavingCode.AddressIsConfidential, "confidential address", "print the letter", email with { ReadBy = AddressReader.Family });
        Assert.IsType<MayLeaveAnswer.Yes>(await Ask(colleague));
        others.Confidential.Clear();

        others.Deceased.Add(Nguyen.Id);
        await Refused(LeavingCode.Deceased, "deceased", "To the family or the estate", email);
        await Refused(LeavingCode.Deceased, "deceased", "To the family or the estate", paper);
        Assert.IsType<MayLeaveAnswer.Yes>(await Ask(toMother));
        Assert.IsType<MayLeaveAnswer.Yes>(await Ask(colleague));
        others.Deceased.Clear();

        others.Merged[Nguyen.Id] = Nunez.Id;
        await Refused(LeavingCode.Merged, Nunez.ListName, "from the record that stands", email);
        others.Merged.Clear();

        await Refused(LeavingCode.Closed, "closed to you", "may see the record", email with { PatientId = Guid.CreateVersion7() });
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), [TestOrganization.Harbor.Id]);
        Assert.Equal(LeavingCode.Closed, Assert.IsType<MayLeaveAnswer.No>(await scope.ServiceProvider.GetRequiredService<MayLeave>().Ask(email with { AccessClass = "part-2" }, CancellationToken.None)).Code);

        Task<MayLeaveAnswer> Ask(LeavingMatter matter) => clinic.In((MayLeave mayLeave) => mayLeave.Ask(matter, CancellationToken.None));

        async Task Refused(string code, string reason, string wayOn, LeavingMatter matter)
        {
            var no = Assert.IsType<MayLeaveAnswer.No>(await Ask(matter));
            Assert.Equal(code, no.Code);
            Assert.Contains(reason, no.Reason, StringComparison.Ordinal);
            Assert.Contains(wayOn, no.WayOn, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_letter_that_may_not_leave_is_not_requested_and_one_of_which_a_no_is_said_while_it_waits_does_not_leave()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        var (others, wishes) = (clinic.Clinic.Services.GetRequiredService<OtherModules>(), clinic.Clinic.Services.GetRequiredService<NoticeTests.StandingReminders>());
        var (waiting, merged) = (await clinic.Send(), await clinic.Send());
        wishes.HealthByEmail = null;
        var letter = await clinic.Clinic.Approved(ToSchedule with { Id = Guid.CreateVersion7() }, MailClinic.Pages);
        var refused = Assert.IsType<DeliveryRequest.MayNotLeave>(await clinic.Clinic.In((RequestDelivery request) => request.Email(letter.Id, clinic.Reader, AddressReader.Patient, CancellationToken.None)));
        Assert.Equal((LeavingCode.NoConsent, "Ask the patient, and record that they want this by e-mail; or print it."), (refused.Code, refused.WayOn));

        var papers = new PapersToSend(Guid.CreateVersion7(), Nguyen.Id, TestOrganization.Harbor.Id, Guid.CreateVersion7(), null, "Papers", "standard", "none", 1, []);
        var kept = Assert.IsType<PapersAnswer.MayNotLeave>(
            await clinic.Clinic.In((IPapers all) => all.Send(papers, new PapersReader(Guid.CreateVersion7(), PaperWays.Email, clinic.Reader, "Ánh Nguyễn Thị", AddressReader.Patient), CancellationToken.None)));
        Assert.Contains("How to reach", kept.WayOn, StringComparison.Ordinal);

        // A letter to the family, on paper: to who receives the mail, as its own words name them.
        var family = await clinic.Clinic.Approved(ToSchedule with { Id = Guid.CreateVersion7() }, MailClinic.Pages);
        await clinic.Clinic.Sql(
            $$"""
            UPDATE correspondence.letters SET template_code = '{{LetterTemplates.FamilyLetter}}' WHERE id = '{{family.Id}}';
            UPDATE correspondence.approvals SET values = '[{"Field":"family.name","Value":"Lan Tran","Source":"staff","SourceId":null}]' WHERE letter_id = '{{family.Id}}'
            """);
        Assert.Equal(LeavingCode.NotEntitled, Assert.IsType<DeliveryRequest.MayNotLeave>(await clinic.Clinic.In((RequestDelivery request) => request.Print(family.Id, CancellationToken.None))).Code);
        others.Family.Add(new MailRecipient(Guid.CreateVersion7(), "Lan Tran", null));
        Assert.IsType<DeliveryRequest.Requested>(await clinic.Clinic.In((RequestDelivery request) => request.Print(family.Id, CancellationToken.None)));

        // Asked again right before it leaves: the record says no now. One whose record was merged waits until it has followed.
        others.Merged[Nguyen.Id] = Nunez.Id;
        await clinic.Run(merged);
        Assert.Equal((DeliveryState.Pending, DeliveryProblem.RecordMerged), await clinic.Clinic.Delivery(merged) is var put ? (put.State, put.Problem!) : default);
        others.Merged.Clear();
        await clinic.Run(waiting);
        var stayed = await clinic.Clinic.Delivery(waiting);
        Assert.Equal((DeliveryState.Failed, DeliveryProblem.NoConsent, 0), (stayed.State, stayed.Problem, stayed.Attempts));
        Assert.Contains("How to reach", DeliveryWords.Problem(stayed), StringComparison.Ordinal);
        Assert.Equal(["no_consent"], await clinic.Clinic.Sql("SELECT reason FROM audit.entries WHERE action = 'delivery.failed'"));

        // So is one in the print queue, before it is drawn and when it is marked as printed.
        var printed = await clinic.Clinic.Queue(letter.Id);
        Assert.True(await MayBePrinted());
        others.Merged[Nguyen.Id] = Nunez.Id;
        Assert.False(await MayBePrinted());
        Assert.Equal(DeliveryState.Pending, (await clinic.Clinic.Delivery(printed)).State);
        others.Merged.Clear();
        others.Deceased.Add(Nguyen.Id);
        Assert.Empty(await clinic.Clinic.In((PrintLetters print) => print.MarkPrinted(Guid.CreateVersion7(), [printed], CancellationToken.None)));
        Assert.Equal((DeliveryState.Failed, DeliveryProblem.PatientDeceased), await clinic.Clinic.Delivery(printed) is var unprinted ? (unprinted.State, unprinted.Problem!) : default);
        others.Deceased.Clear();

        printed = await clinic.Clinic.Queue(letter.Id);
        wishes.Reach = new HowToReach(["No mail by post."], NoCalls: false) { NoPost = true };
        Assert.False(await MayBePrinted());
        Assert.Equal((DeliveryState.Failed, DeliveryProblem.NoConsent), await clinic.Clinic.Delivery(printed) is var unwanted ? (unwanted.State, unwanted.Problem!) : default);
        wishes.Reach = null;

        wishes.HealthByEmail = true;
        clinic.Clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        await clinic.Run(merged);
        Assert.Equal(DeliveryState.Sent, (await clinic.Clinic.Delivery(merged)).State);
        Assert.Single(await mail.WaitForMail(clinic.Reader.Split('@')[0]));

        async Task<bool> MayBePrinted()
        {
            var (of, delivery) = (await clinic.Clinic.Find(letter.Id), await clinic.Clinic.Delivery(printed));
            var approval = await clinic.Clinic.In((CorrespondenceDb db) => db.Approvals.AsNoTracking().SingleAsync(one => one.Id == delivery.ApprovalId));
            return await clinic.Clinic.In((AskAgain ask) => ask.MayBePrinted(of, delivery, approval, CancellationToken.None));
        }
    }

    [Fact]
    public void What_needs_a_person_is_sorted_by_what_there_is_to_do()
    {
        Assert.Equal(DeliveryCause.Unknown, DeliveryCause.Of(Of(DeliveryState.Unknown, DeliveryProblem.OutcomeUnknown)));
        Assert.Equal(DeliveryCause.TryAgain, DeliveryCause.Of(Of(DeliveryState.Failed, DeliveryProblem.MailboxFull)));
        Assert.Equal(DeliveryCause.TryAgain, DeliveryCause.Of(Of(DeliveryState.Failed, DeliveryProblem.GaveUp)));
        foreach (var blocked in (string[])[DeliveryProblem.FaxBusy, DeliveryProblem.FaxNoAnswer, DeliveryProblem.FaxQueueRefused])
        {
            Assert.Equal(DeliveryCause.TryAgain, DeliveryCause.Of(Of(DeliveryState.Failed, blocked)));
        }

        Assert.Equal(DeliveryCause.GiveUp, DeliveryCause.Of(Of(DeliveryState.Failed, DeliveryProblem.FaxNoMachine)));
        Assert.Equal(DeliveryCause.GiveUp, DeliveryCause.Of(Of(DeliveryState.Failed, DeliveryProblem.MailboxUnknown)));
        Assert.Equal(DeliveryCause.GiveUp, DeliveryCause.Of(Of(DeliveryState.Failed, DeliveryProblem.NoConsent)));

        static LetterDelivery Of(string state, string problem) => new()
        {
            Id = Guid.CreateVersion7(),
            LetterId = Guid.CreateVersion7(),
            ApprovalId = Guid.CreateVersion7(),
            Way = DeliveryWay.Email,
            LocationId = TestOrganization.Harbor.Id,
            RequestedAt = DateTimeOffset.UnixEpoch,
            State = state,
            Problem = problem,
        };
    }
}
