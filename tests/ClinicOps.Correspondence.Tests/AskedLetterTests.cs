using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

/// <summary>Letters that another module asks for: a provider is out, a recall is due.</summary>
public sealed class AskedLetterTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;

    private Asks Asked => clinic.Services.GetRequiredService<Asks>();

    private List<string> Told => clinic.Services.GetRequiredService<Ear>().Told;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster, services => services.AddSingleton<Ear>(), modules: [new Ears()]);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Theory]
    [InlineData(PatientLetterTemplates.VisitChanged, false)]
    [InlineData(PatientLetterTemplates.VisitChanged, true)]
    [InlineData(PatientLetterTemplates.Recall, false)]
    [InlineData(PatientLetterTemplates.Recall, true)]
    public async Task A_letter_is_drafted_once_however_often_it_is_told_in_the_readers_language_and_says_nothing_clinical(string template, bool spanish)
    {
        var id = await Due(template, spanish ? Nunez.Id : Nguyen.Id);
        await Tell(id, template, spanish ? Nunez.Id : Nguyen.Id);
        await clinic.RunJobs();
        Assert.Equal(["drafted"], Told);
        await clinic.DeliverAgain();

        var letter = await clinic.Find(id);
        Assert.Equal((template, spanish ? "es" : "en", LetterState.Draft, "behavioural"), (letter.TemplateCode, letter.Language, letter.State, letter.AccessClass));
        Assert.Equal(((Guid?)null, Asked.CareThread, TestOrganization.Harbor.Id), (letter.DraftedBy, letter.CareThreadId, letter.LocationId));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM correspondence.letters"));

        // Complete as it is: it needs a person's approval, and nothing else.
        var merged = Assert.IsType<Merged.Complete>(MergeLetter.Run(letter.Blocks, letter.Values));
        var text = string.Join('\n', merged.Blocks.SelectMany(block => block.Texts));
        Assert.Contains("(207) 555-0110", text, StringComparison.Ordinal);
        Assert.Contains("911", text, StringComparison.Ordinal);
        Assert.Equal(template == PatientLetterTemplates.VisitChanged, text.Contains(spanish ? "miércoles, 4 de marzo de 2026, 10:00 AM" : "Wednesday, March 4, 2026, 10:00 AM", StringComparison.Ordinal));
        foreach (var clinical in (string[])["MRI", "sick", "enferm", "Okafor", "Follow"])
        {
            Assert.DoesNotContain(clinical, text, StringComparison.OrdinalIgnoreCase);
        }

        Assert.IsType<Preview.Ready>(await clinic.Services.GetRequiredService<LetterPreviews>().Of(letter, CancellationToken.None));
    }

    [Fact]
    public async Task To_who_has_died_none_is_drafted_which_is_told_and_none_that_is_wanted_no_more()
    {
        clinic.Services.GetRequiredService<OtherModules>().Deceased.Add(Nguyen.Id);
        await Due(PatientLetterTemplates.VisitChanged, Nguyen.Id);
        Assert.Equal(["refused"], Told);

        Asked.IsWanted = false;
        await Due(PatientLetterTemplates.VisitChanged, Nunez.Id);
        Assert.Equal(["refused"], Told);
        Assert.Empty(await clinic.Sql("SELECT id FROM correspondence.letters"));
    }

    [Fact]
    public async Task One_that_is_not_due_any_more_is_withdrawn_approved_or_not_and_one_that_may_have_left_stays()
    {
        var draft = await Due(PatientLetterTemplates.VisitChanged, Nguyen.Id);
        var (approved, left) = (await clinic.Approved(ToSchedule, "pages"u8.ToArray()), await clinic.Approved(AtMesa, "pages"u8.ToArray()));
        var (waiting, gone) = (await clinic.Queue(approved.Id), await clinic.Queue(left.Id));
        await clinic.In((CorrespondenceDb db) => db.Deliveries.Where(delivery => delivery.Id == gone).ExecuteUpdateAsync(set => set.SetProperty(delivery => delivery.State, DeliveryState.Unknown)));
        foreach (var id in (Guid[])[draft, approved.Id, left.Id, Guid.CreateVersion7()])
        {
            await clinic.Tell<CorrespondenceDb>(new PatientLetterNotDue(id, Nguyen.Id, TestOrganization.Harbor.Id));
        }

        await clinic.RunJobs();
        await clinic.DeliverAgain();
        Assert.Equal((LetterState.Withdrawn, LetterState.Withdrawn, LetterState.Approved), ((await clinic.Find(draft)).State, (await clinic.Find(approved.Id)).State, (await clinic.Find(left.Id)).State));
        Assert.Equal(DeliveryState.Cancelled, (await clinic.Delivery(waiting)).State);
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'letter.withdrawn'"));
    }

    [Fact]
    public async Task A_person_who_withdraws_it_tells_whoever_asked()
    {
        var id = await Due(PatientLetterTemplates.VisitChanged, Nguyen.Id);
        var letter = await clinic.Find(id);
        Assert.IsType<Editing.Done>(await clinic.In((EditLetter edit) => edit.Withdraw(id, letter.Version, CancellationToken.None)));
        await clinic.RunJobs();
        Assert.Equal(["drafted", "withdrawn"], Told);

        // An ask is answered once: it is not drafted again.
        await Tell(id, PatientLetterTemplates.VisitChanged, Nguyen.Id);
        await clinic.RunJobs();
        Assert.Equal(LetterState.Withdrawn, (await clinic.Find(id)).State);
    }

    private async Task<Guid> Due(string template, Guid patient)
    {
        var id = Guid.CreateVersion7();
        await Tell(id, template, patient);
        await clinic.RunJobs();
        return id;
    }

    private Task Tell(Guid id, string template, Guid patient)
    {
        (Asked.Template, Asked.Patient) = (template, patient);
        return clinic.Tell<CorrespondenceDb>(new PatientLetterDue(id, template, patient, TestOrganization.Harbor.Id));
    }

    /// <summary>Stands in for the schedule.</summary>
    internal sealed class Asks : IPatientLetterAsks
    {
        public string Template { get; set; } = "";

        public Guid Patient { get; set; }

        public bool IsWanted { get; set; } = true;

        public Guid CareThread { get; } = Guid.CreateVersion7();

        public Task<PatientLetterContent?> ToWrite(Guid askId, CancellationToken stopping = default) => Task.FromResult<PatientLetterContent?>(
            !IsWanted ? null : new PatientLetterContent(Template, Patient, TestOrganization.Harbor.Id, CareThread, "behavioural", Template == PatientLetterTemplates.Recall ? null : new DateTimeOffset(2026, 3, 4, 15, 0, 0, TimeSpan.Zero)));
    }

    /// <summary>What the schedule hears.</summary>
    private sealed class Ears : IModule
    {
        public string Name => "ears";

        public void Register(ModuleBuilder module) => module.On<AskedLetterChanged, Ear>("ears.asked-letter", "Hear of a letter");
    }

    private sealed class Ear : IJobHandler<AskedLetterChanged>
    {
        public List<string> Told { get; } = [];

        public Task Run(AskedLetterChanged arguments, JobMessage message, CancellationToken stopping)
        {
            Told.Add(arguments.Outcome);
            return Task.CompletedTask;
        }
    }
}
