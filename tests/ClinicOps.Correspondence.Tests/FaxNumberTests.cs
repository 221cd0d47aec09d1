using System.Collections.Concurrent;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

/// <summary>Nothing is faxed to a number before a second look, nor to one where a fax reached somebody else; what went wrong has its steps. On the real Exim.</summary>
public sealed class FaxNumberTests(TestCluster cluster, MailServers mail)
{
    private const string Digits = "14195550102";

    private static readonly Colleague Ana = new(Guid.CreateVersion7(), "Ana Ruiz", [TestOrganization.Harbor.Id], [], new HashSet<string> { CorrespondenceRights.SendLetters });

    private static readonly Colleague Ben = new(Guid.CreateVersion7(), "Ben Ito", [], [], new HashSet<string> { CorrespondenceRights.SendLetters });

    /// <summary>Works elsewhere, or may not send: nobody who could look.</summary>
    private static readonly Colleague[] Others =
    [
        new(Guid.CreateVersion7(), "Cy Dale", [TestOrganization.Mesa.Id], [], new HashSet<string> { CorrespondenceRights.SendLetters }),
        new(Guid.CreateVersion7(), "Di Eng", [], [], new HashSet<string> { CorrespondenceRights.ViewLetters }),
    ];

    [Fact]
    public async Task A_fax_to_a_new_number_leaves_when_somebody_else_has_looked_at_it_and_none_to_one_where_a_fax_reached_somebody_else()
    {
        var (service, ears) = ($"fax{Guid.NewGuid():N}"[..12], new Ears());
        var profile = await TestOrganization.Two.Profile(TestContext.Current.CancellationToken);
        await using var house = await MailClinic.Open(
            cluster, mail, modules: [ears], also: services => services.AddSingleton<IOrganization>(new TestOrganization(profile, [Ana, Ben, .. Others])),
            settings: [("Correspondence:Mail:FaxTo", $"{service}-{{number}}@patient.example")]);
        var clinic = house.Clinic;
        var pages = Assert.IsType<RenderedLetter.Drawn>(
            await clinic.Services.GetRequiredService<ILetterRenderer>().Render(new LetterContent("A referral", "en", [new LetterBlock.Paragraph("About a referral")]), TestContext.Current.CancellationToken)).Pdf;

        // New: held, whatever the clock says, and who entered it does not check it.
        var first = await Fax(held: true);
        await clinic.RunJobs();
        clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        await clinic.In((ResumeDeliveries resume) => resume.Run(new DeliveriesToResume(), null!, CancellationToken.None));
        await clinic.RunJobs();
        await house.Run(first);
        Assert.Equal((DeliveryState.Pending, true, 0), await clinic.Delivery(first) is var waits ? (waits.State, waits.IsHeld, waits.Attempts) : default);
        Assert.Empty(await mail.Messages($"{service}-{Digits}"));
        Assert.Equal("You entered it, so somebody else looks at it: Ben Ito.", Assert.IsType<NumberChange.Refused>(await Check(Ana, "called")).Why);
        Assert.IsType<NumberChange.Refused>(await Check(Ben, null));
        Assert.IsType<NumberChange.Done>(await Check(Ben, "called"));
        await clinic.RunJobs();
        await clinic.DeliverAgain();
        Assert.Single(await mail.WaitForMail($"{service}-{Digits}"));
        Assert.Equal((DeliveryState.Sent, null, 1), await clinic.Delivery(first) is var sent ? (sent.State, sent.Problem, sent.Attempts) : default);
        Assert.Equal([$"{Ben.Id}"], await clinic.Sql("SELECT user_id::text FROM audit.entries WHERE action = 'fax-number.checked'"));

        // Known, it leaves at once; said anew whose it is, it is held again, and a fax asked for before stays too.
        await Fax(held: false);
        await clinic.RunJobs();
        var asked = await Fax(held: false);
        var number = await Number();
        Assert.IsType<NumberChange.Done>(await As(Ben, (EnterNumber enter) => enter.Change(number.Id, number.Version, "419 555 0102", "Lake Clinic", "colleague", CancellationToken.None)));
        Assert.Null(await clinic.In((DeliveryStates states) => states.Begin(asked, CancellationToken.None)));
        await clinic.RunJobs();
        Assert.True((await clinic.Delivery(asked)).IsHeld);
        Assert.IsType<NumberChange.Refused>(await Check(Ben, "called"));
        Assert.IsType<NumberChange.Done>(await Check(Ana, "letterhead"));
        await clinic.RunJobs();
        Assert.Equal(DeliveryState.Sent, (await clinic.Delivery(asked)).State);

        // It reached somebody else: written down once, told once, and nothing leaves there, whatever was asked for before. While it is being sent nobody knows that yet.
        var (incident, late) = (Guid.CreateVersion7(), await Fax(held: false));
        Assert.IsType<IncidentChange.Refused>(await As(Ana, (WorkOnIncident work) => work.Open(first, incident, " ", CancellationToken.None)));
        Assert.IsType<IncidentChange.Unknown>(await As(Ana, (WorkOnIncident work) => work.Open(late, incident, "Mr. Hale called, he got it", CancellationToken.None)));
        await clinic.Sql($"UPDATE correspondence.deliveries SET state = 'sending' WHERE id = '{first}'");
        Assert.Contains("being sent", Assert.IsType<IncidentChange.Refused>(await As(Ana, (WorkOnIncident work) => work.Open(first, incident, "Mr. Hale called, he got it", CancellationToken.None))).Why, StringComparison.Ordinal);
        await clinic.Sql($"UPDATE correspondence.deliveries SET state = 'sent' WHERE id = '{first}'");
        Assert.Equal(new IncidentChange.Done(incident), await As(Ana, (WorkOnIncident work) => work.Open(first, incident, "Mr. Hale called, he got it", CancellationToken.None)));
        Assert.Equal(new IncidentChange.Done(incident), await As(Ben, (WorkOnIncident work) => work.Open(first, Guid.CreateVersion7(), "Mr. Hale called again", CancellationToken.None)));
        await clinic.RunJobs();
        Assert.Equal([incident], ears.Heard.Distinct().Select(told => told.IncidentId));
        Assert.Equal((DeliveryState.Failed, DeliveryProblem.NumberMisdirected, 0), await clinic.Delivery(late) is var stayed ? (stayed.State, stayed.Problem, stayed.Attempts) : default);
        var refused = Assert.IsType<DeliveryRequest.MayNotLeave>(await Request(await Letter(), Guid.CreateVersion7()));
        Assert.Equal(LeavingCode.NumberMisdirected, refused.Code);
        Assert.Contains("right number", refused.WayOn, StringComparison.Ordinal);
        var papers = new PapersToSend(Guid.CreateVersion7(), Nguyen.Id, TestOrganization.Harbor.Id, Guid.CreateVersion7(), null, "Papers", "standard", "none", 1, []);
        Assert.IsType<PapersAnswer.MayNotLeave>(await As(Ana, (IPapers all) => all.Send(papers, new PapersReader(Guid.CreateVersion7(), PaperWays.Fax, "419 555 0102", "Dr. Keller", PaperReaders.Colleague), CancellationToken.None)));
        Assert.Equal(3, (await mail.WaitForMail($"{service}-{Digits}", 3)).Count);

        // It is closed when every step is done; what was written stays, and none is added then.
        Assert.Contains("Called whoever got it", Assert.IsType<IncidentChange.Refused>(await As(Ben, (WorkOnIncident work) => work.Close(incident, Guid.CreateVersion7(), "", CancellationToken.None))).Why, StringComparison.Ordinal);
        Assert.IsType<IncidentChange.Refused>(await Step("called", ""));
        foreach (var step in (string[])[IncidentAct.Called, IncidentAct.Destroyed, IncidentAct.Disclosed, IncidentAct.Told])
        {
            Assert.IsType<IncidentChange.Done>(await Step(step, "With Mr. Hale"));
        }

        Assert.Contains("Assessed whether", Assert.IsType<IncidentChange.Refused>(await As(Ben, (WorkOnIncident work) => work.Close(incident, Guid.CreateVersion7(), "", CancellationToken.None))).Why, StringComparison.Ordinal);
        Assert.IsType<IncidentChange.Done>(await Step(IncidentAct.NotDue, "Destroyed unread"));
        Assert.IsType<IncidentChange.Done>(await As(Ben, (WorkOnIncident work) => work.Close(incident, Guid.CreateVersion7(), "", CancellationToken.None)));
        Assert.IsType<IncidentChange.Refused>(await Step(IncidentAct.Due, "After all"));
        Assert.Equal(
            ["called Ana Ruiz", "destroyed Ana Ruiz", "disclosed Ana Ruiz", "told Ana Ruiz", "assessed_not_due Ana Ruiz", "closed Ben Ito"],
            (await clinic.In((CorrespondenceDb db) => db.IncidentSteps.OrderBy(step => step.At).ThenBy(step => step.Id).ToListAsync())).Select(step => $"{step.What} {(step.By == Ana.Id ? Ana.Name : step.By == Ben.Id ? Ben.Name : "")}"));

        // Checked anew, it is a number like any other. It is not retired while a fax waits for it.
        Assert.IsType<NumberChange.Done>(await Check(Ana, "test_page"));
        await Fax(held: false);
        number = await Number();
        Assert.Contains("A fax waits", Assert.IsType<NumberChange.Refused>(await As(Ana, (EnterNumber enter) => enter.Retire(number.Id, number.Version, CancellationToken.None))).Why, StringComparison.Ordinal);
        await clinic.RunJobs();
        Assert.IsType<NumberChange.Done>(await As(Ana, (EnterNumber enter) => enter.Retire(number.Id, number.Version, CancellationToken.None)));
        var unlogged = await Fax(held: true);
        Assert.Equal(NumberState.New, (await Number()).State);

        // One that left before what leaves was logged: its log begins with the mistake.
        await clinic.Sql($"UPDATE correspondence.deliveries SET state = 'sent', left_at = requested_at WHERE id = '{unlogged}'");
        Assert.IsType<IncidentChange.Done>(await As(Ana, (WorkOnIncident work) => work.Open(unlogged, Guid.CreateVersion7(), "Mr. Hale called, he got it", CancellationToken.None)));
        Assert.Equal("mistake", await clinic.In((CorrespondenceDb db) => Task.FromResult(db.StandingDisclosure(unlogged)!.Purpose)));

        async Task<Guid> Letter()
        {
            var letter = await clinic.Approved(ToSchedule with { Id = Guid.CreateVersion7() }, pages);
            await clinic.Sql($"UPDATE correspondence.letters SET template_code = 'referral-request' WHERE id = '{letter.Id}'");
            return letter.Id;
        }

        Task<DeliveryRequest> Request(Guid letter, Guid delivery) =>
            As(Ana, (RequestDelivery request) => request.Fax(letter, delivery, "(419) 555-0102", "Ana Maro, DO", AddressReader.Colleague, CancellationToken.None));

        async Task<Guid> Fax(bool held)
        {
            var delivery = Guid.CreateVersion7();
            Assert.Equal(new DeliveryRequest.Requested(delivery) { IsHeld = held }, await Request(await Letter(), delivery));
            return delivery;
        }

        Task<KnownNumber> Number() => clinic.In((CorrespondenceDb db) => db.KnownNumbers.AsNoTracking().SingleAsync());

        async Task<NumberChange> Check(Colleague user, string? how)
        {
            var now = await Number();
            return await As(user, (CheckNumber check) => check.Run(now.Id, now.Version, how, null, null, CancellationToken.None));
        }

        Task<IncidentChange> Step(string what, string words)
        {
            clinic.Clock.Advance(TimeSpan.FromSeconds(1));
            return As(Ana, (WorkOnIncident work) => work.Step(incident, Guid.CreateVersion7(), what, words, CancellationToken.None));
        }

        async Task<TResult> As<T, TResult>(Colleague user, Func<T, Task<TResult>> act)
            where T : notnull
        {
            await using var scope = clinic.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(user.Id, [TestOrganization.Harbor.Id]);
            return await act(scope.ServiceProvider.GetRequiredService<T>());
        }
    }

    [Fact]
    public async Task Where_nobody_else_can_look_the_number_is_typed_again_from_where_it_stands()
    {
        await using var clinic = await Open(cluster);
        Assert.IsType<NumberChange.Refused>(await clinic.In((EnterNumber enter) => enter.Run("555-0102", "Lake Clinic", "colleague", TestOrganization.Harbor.Id, CancellationToken.None)));
        var id = Assert.IsType<NumberChange.Done>(await clinic.In((EnterNumber enter) => enter.Run("(419) 555-0102", "Lake Clinic", "colleague", TestOrganization.Harbor.Id, CancellationToken.None))).Id;
        var number = await clinic.In((CorrespondenceDb db) => db.KnownNumbers.AsNoTracking().SingleAsync());

        // Entered once more, nothing is done, and that is said.
        Assert.Equal(
            new NumberChange.Refused("It is known already as Lake Clinic."),
            await clinic.In((EnterNumber enter) => enter.Run("419 555 0102", "Hill Clinic", "payer", TestOrganization.Harbor.Id, CancellationToken.None)));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'fax-number.entered'"));
        Assert.IsType<NumberChange.Refused>(await Check("letterhead", null, "419-555-0102"));
        Assert.Contains("another number", Assert.IsType<NumberChange.Refused>(await Check("letterhead", "Their referral of March 2", "419-555-0120")).Why, StringComparison.Ordinal);
        Assert.Equal(new NumberChange.Done(id), await Check("letterhead", "Their referral of March 2", "419-555-0102"));
        Assert.IsType<NumberChange.ChangedMeanwhile>(await Check("letterhead", "Their referral of March 2", "419-555-0102"));
        Assert.Equal(["checked letterhead Their referral of March 2"], await clinic.Sql("SELECT concat_ws(' ', state, checked_how, checked_where) FROM correspondence.fax_numbers"));

        // Another number is another row, to be looked at by itself.
        number = await clinic.In((CorrespondenceDb db) => db.KnownNumbers.AsNoTracking().SingleAsync());
        Assert.IsType<NumberChange.Done>(await clinic.In((EnterNumber enter) => enter.Change(id, number.Version, "419 555 0103", "Lake Clinic", "colleague", CancellationToken.None)));
        Assert.Equal([$"{Digits} retired", "14195550103 new"], await clinic.Sql("SELECT digits || ' ' || state FROM correspondence.fax_numbers ORDER BY digits"));

        // Who asked for records is none of those who treat or pay.
        Assert.True(await clinic.In((EnterNumber enter) => enter.AddIfMissing("14195550104", "Hale & Dunn", AddressReader.Asker, TestOrganization.Harbor.Id, null, CancellationToken.None)));
        Assert.Equal(["other"], await clinic.Sql("SELECT kind FROM correspondence.fax_numbers WHERE digits = '14195550104'"));

        Task<NumberChange> Check(string how, string? where, string typed) => clinic.In((CheckNumber check) => check.Run(id, number.Version, how, where, typed, CancellationToken.None));
    }

    /// <summary>Hears of faxes that went to the wrong number.</summary>
    private sealed class Ears : IModule
    {
        public ConcurrentQueue<FaxMisdirected> Heard { get; } = [];

        public string Name => "ears";

        public void Register(ModuleBuilder module)
        {
            module.Services.AddSingleton(this);
            module.On<FaxMisdirected, Ear>("ears.fax-misdirected", "Hear of a misdirected fax");
        }
    }

    private sealed class Ear(Ears ears) : IJobHandler<FaxMisdirected>
    {
        public Task Run(FaxMisdirected arguments, JobMessage message, CancellationToken stopping)
        {
            ears.Heard.Enqueue(arguments);
            return Task.CompletedTask;
        }
    }
}
