using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Documents.Tests.Pipeline.PipelineClinic;

namespace ClinicOps.Documents.Tests.Pipeline;

/// <summary>Fields of a document that a person corrects, adds, or says are not there; what is told of it, and what becomes of it when pages are read anew.</summary>
public sealed class CorrectFieldsTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190e000-0000-7000-8000-000000000001");

    private static readonly string[] Denial =
    [
        "Tidewater Health Plan", "Notice of Denial", "Prior Authorization Decision", "Member: Elena M Rossi", "DOB: 06/20/1990", "Authorization number: PA-77120", "Service: MRI knee (73721)",
        "[ ] Approved   [X] Denied", "Not medically necessary.", "Date of notice: 02/27/2026", "You may appeal this decision within 180 days. A peer to peer review may be requested by 03/06/2026.",
    ];

    private TestClinic clinic = null!;
    private CannedRegister register = null!;

    public async ValueTask InitializeAsync() => (clinic, register, _) = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task What_a_person_corrects_adds_and_takes_away_stands_beside_what_was_read_is_told_again_once_and_undone_in_one_step()
    {
        register.Elena();
        await clinic.Receive(Fax(Denial));
        await clinic.RunJobs();
        var document = await clinic.OnlyDocument();
        var read = await Values();

        var done = Assert.IsType<FieldsCorrection.Done>(await Correct(document, ("auth_number", "PA-77129"), ("units", "12 visits"), ("peer_to_peer_by", ""), ("outcome", "denied"), ("code", "73721")));
        await clinic.RunJobs();
        await clinic.DeliverAgain();

        var now = (await Decision(document))!;
        Assert.Equal(("PA-77129", "12 visits", null, "denied"), (now.Number, now.Units, now.PeerToPeerBy, now.Outcome));
        Assert.Equal(read, await Values());
        Assert.Equal(
            ["auth_number PA-77129 PA-77120", "peer_to_peer_by - 2026-03-06", "units 12 -"],
            await clinic.Sql("SELECT name || ' ' || coalesce(value, '-') || ' ' || coalesce(read_value, '-') FROM documents.field_corrections ORDER BY name"));
        var paper = await Paper(document);
        var number = paper.Fields.Single(f => f.Label == "Number");
        Assert.Equal(("PA-77129", "corrected"), (number.Text, number.Source));
        Assert.NotNull(number.Place);
        Assert.StartsWith("PA-77120, ", number.Said!.WasRead, StringComparison.Ordinal);
        Assert.Equal("not on the page", paper.Fields.Single(f => f.Label == "Peer-to-peer by").Text);
        Assert.Contains(paper.History, line => line.Words == "Corrected by hand: Number, Approved, Peer-to-peer by");
        Assert.Equal([1L], await ToldAgain());

        Assert.IsType<DocumentAct.ChangedMeanwhile>(Assert.IsType<FieldsCorrection.Refused>(await Correct(document, ("auth_number", "X-1"))).Why);
        Assert.IsType<DocumentAct.Done>(await Undo(document, done.Step!.Value));
        Assert.IsType<DocumentAct.NotNow>(await Undo(document, done.Step!.Value));

        var after = (await Decision(document))!;
        Assert.Equal(("PA-77120", null, new DateOnly(2026, 3, 6)), (after.Number, after.Units, after.PeerToPeerBy));
        Assert.Equal([2L], await ToldAgain());
        Assert.Equal(["document.fields-corrected", "document.fields-correction-undone"], await clinic.Sql("SELECT action FROM audit.entries WHERE action LIKE 'document.fields%' ORDER BY at, id"));
        await Assert.ThrowsAnyAsync<Exception>(() => clinic.In((DocumentsDb db) => db.Database.ExecuteSqlAsync($"UPDATE field_corrections SET value = 'approved'")));
    }

    [Fact]
    public async Task What_cannot_be_a_value_saves_nothing_at_all_and_every_such_field_is_named()
    {
        register.Elena();
        await clinic.Receive(Fax(Denial));
        await clinic.RunJobs();
        var document = await clinic.OnlyDocument();

        var wrong = Assert.IsType<FieldsCorrection.NotUnderstood>(await Correct(document, ("auth_number", "PA-1"), ("valid_from", "13/45/2026"), ("units", "a few"), ("drug", "aspirin")));

        Assert.Equal(["valid_from", "units"], wrong.Keys);
        Assert.Equal("Nothing was saved. Valid from: write a day like 03/14/2026. Approved: write a whole number, and of what: 12 visits, 40 units. Empty a field that is not on the page.", FieldsForm.WhyNot(wrong));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM documents.field_corrections"));
        Assert.Equal(document.Version, (await clinic.OnlyDocument()).Version);
    }

    [Fact]
    public async Task A_validity_that_ends_before_it_begins_is_refused_whichever_of_its_days_is_said()
    {
        register.Elena();
        await clinic.Receive(Fax(Denial));
        await clinic.RunJobs();
        var document = await clinic.OnlyDocument();

        Assert.Equal("valid_to", Assert.IsType<FieldsCorrection.EndsBeforeItBegins>(await Correct(document, ("valid_from", "03/14/2026"), ("valid_to", "03/13/2026"))).Key);
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM documents.field_corrections"));

        Assert.IsType<FieldsCorrection.Done>(await Correct(document, ("valid_from", "03/14/2026"), ("valid_to", "03/14/2026")));
        Assert.Equal("valid_from", Assert.IsType<FieldsCorrection.EndsBeforeItBegins>(await Correct(await clinic.OnlyDocument(), ("valid_from", "03/15/2026"))).Key);
    }

    [Fact]
    public async Task A_form_that_is_sent_as_it_was_shown_changes_nothing_and_what_no_task_is_made_of_is_not_told()
    {
        register.Elena();
        await clinic.Receive(Fax(Denial));
        await clinic.RunJobs();
        var document = await clinic.OnlyDocument();
        var form = FieldsForm.Of(await Paper(document), "/x", "Version", null, inPlace: false)!;

        Assert.Null(Assert.IsType<FieldsCorrection.Done>(await Correct(document, [.. form.Fields.Select(f => (f.Name, (string?)f.Value))])).Step);
        Assert.NotNull(Assert.IsType<FieldsCorrection.Done>(await Correct(document, ("payer", "Tidewater Health"), ("code", "73723"))).Step);

        Assert.Equal([0L], await ToldAgain());
        Assert.Equal(["73721", "73723"], (await Paper(document)).Standing.Where(f => f.Field == DocumentField.Code).Select(f => f.Value).Order());
    }

    [Fact]
    public async Task A_correction_of_one_step_is_not_undone_where_somebody_said_something_else_since()
    {
        register.Elena();
        await clinic.Receive(Fax(Denial));
        await clinic.RunJobs();
        var first = Assert.IsType<FieldsCorrection.Done>(await Correct(await clinic.OnlyDocument(), ("auth_number", "PA-1"), ("units", "3")));
        var second = Assert.IsType<FieldsCorrection.Done>(await Correct(await clinic.OnlyDocument(), ("auth_number", "PA-2")));
        var document = await clinic.OnlyDocument();

        Assert.IsType<DocumentAct.NotNow>(await Undo(document, first.Step!.Value));
        Assert.IsType<DocumentAct.Done>(await Undo(document, second.Step!.Value));
        Assert.Equal("PA-1", (await Decision(document))!.Number);
        Assert.IsType<DocumentAct.Done>(await Undo(document, first.Step.Value));
        Assert.Equal("PA-77120", (await Decision(document))!.Number);
    }

    [Fact]
    public async Task A_correction_is_not_undone_by_a_page_that_shows_an_older_state()
    {
        register.Elena();
        await clinic.Receive(Fax(Denial));
        await clinic.RunJobs();
        var document = await clinic.OnlyDocument();
        var done = Assert.IsType<FieldsCorrection.Done>(await Correct(document, ("auth_number", "PA-1")));

        Assert.IsType<DocumentAct.ChangedMeanwhile>(await Undo(document, done.Step!.Value, document.Version));
        Assert.Equal("PA-1", (await Decision(document))!.Number);
        Assert.IsType<DocumentAct.Done>(await Undo(document, done.Step.Value, done.Version));
        Assert.Equal("PA-77120", (await Decision(document))!.Number);
    }

    [Fact]
    public async Task The_day_that_is_followed_is_the_earliest_that_stands_and_one_that_was_corrected_away_is_not()
    {
        register.Elena();
        await clinic.Receive(Fax(Denial));
        await clinic.RunJobs();

        var done = Assert.IsType<FieldsCorrection.Done>(await Correct(await clinic.OnlyDocument(), ("appeal_by", "03/04/2026")));
        var document = await clinic.OnlyDocument();
        Assert.Equal(new DateOnly(2026, 3, 4), document.RespondBy);

        Assert.IsType<DocumentAct.Done>(await Undo(document, done.Step!.Value));
        Assert.Equal(new DateOnly(2026, 3, 6), (await clinic.OnlyDocument()).RespondBy);
    }

    [Fact]
    public async Task A_deadline_that_the_page_names_beside_its_fields_is_the_next_when_an_earlier_field_is_corrected()
    {
        register.Elena();
        await clinic.Receive(Fax([.. Denial, "Records due 04/14/2026"]));
        await clinic.RunJobs();
        Assert.Equal(new DateOnly(2026, 3, 6), (await clinic.OnlyDocument()).RespondBy);

        await Correct(await clinic.OnlyDocument(), ("peer_to_peer_by", "05/01/2026"));
        Assert.Equal(new DateOnly(2026, 4, 14), (await clinic.OnlyDocument()).RespondBy);

        // Nor does the day come back that was read first.
        await Correct(await clinic.OnlyDocument(), ("peer_to_peer_by", "05/02/2026"));
        Assert.Equal(new DateOnly(2026, 4, 14), (await clinic.OnlyDocument()).RespondBy);
    }

    [Fact]
    public async Task A_day_that_only_a_field_names_is_followed_like_one_that_was_found_when_the_page_came()
    {
        string[] request = ["Hart and Lowe LLP", "Request for Medical Records", "Patient: Elena M Rossi", "DOB: 06/20/1990", "Records requested: office notes", "Purpose: Legal", "Compliance date: 03/03/2026", "Date: 02/27/2026"];
        register.Elena();
        await clinic.Receive(Fax(request));
        await clinic.RunJobs();
        await clinic.DeliverAgain();

        var document = await clinic.OnlyDocument();
        Assert.Equal((DocumentType.RecordsRequest, new DateOnly(2026, 3, 3), "deadline_near"), (document.Type, document.RespondBy!.Value, document.UrgentReason));
        Assert.Equal(["deadline_near:2026-03-03"], await clinic.Sql("SELECT detail FROM documents.events WHERE code = 'urgent-wording-read'"));
    }

    [Fact]
    public async Task A_persons_word_goes_with_its_page_and_stands_over_what_is_read_of_it_anew()
    {
        var elena = register.Elena();
        await clinic.Receive(Fax(Denial, ["and nothing else of note", "continued"]));
        await clinic.RunJobs();
        var filed = await clinic.OnlyDocument();
        await Correct(filed, ("auth_number", "PA-77129"));
        var now = await clinic.OnlyDocument();
        await As((CorrectFields correct) => correct.Run(now.Id, now.Version, new FieldsSaid(new Dictionary<string, string?> { ["site"] = "Harbor Imaging" }, 2), CancellationToken.None));

        now = await clinic.OnlyDocument();
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await As((ChangePages change) => change.Split(now.Id, now.Version, now.Pages[0].Id, CancellationToken.None));
        await clinic.RunJobs();

        var parts = await clinic.Documents();
        var paper = await Paper(parts[0]);
        Assert.Equal("PA-77129", paper.Standing.Value(DocumentField.AuthNumber));
        Assert.NotNull(paper.Fields.Single(f => f.Label == "Number").Place);
        Assert.Null(paper.Standing.Value(DocumentField.Site));
        await As((FileDocument file) => file.Run(parts[0].Id, parts[0].Version, elena.PatientId, null, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal("PA-77129", (await Decision(parts[0]))!.Number);
        Assert.Equal([0L], await clinic.Sql($"SELECT count(*) FROM documents.events WHERE code = 'decision-told-again' AND at > (SELECT max(at) FROM documents.events WHERE code = 'decision-told')"));
    }

    private Task<IReadOnlyList<object?>> Values() => clinic.Sql("SELECT name || value FROM documents.document_values ORDER BY id");

    private Task<IReadOnlyList<object?>> ToldAgain() => clinic.Sql("SELECT count(*) FROM documents.events WHERE code = 'decision-told-again'");

    private Task<AuthorizationDecision?> Decision(Document document) => clinic.In((IAuthorizationDecisions all) => all.Find(document.Id));

    private async Task<Paper> Paper(Document document) => (await As((ReadPaper papers) => papers.Of(document.Id, CancellationToken.None)))!;

    private Task<FieldsCorrection> Correct(Document document, params (string Name, string? Value)[] values) =>
        As((CorrectFields correct) => correct.Run(document.Id, document.Version, new FieldsSaid(values.ToDictionary(v => v.Name, v => v.Value)), CancellationToken.None));

    private Task<DocumentAct> Undo(Document document, Guid step, uint? version = null) => As((CorrectFields correct) => correct.Undo(document.Id, version, step, CancellationToken.None));

    private async Task<TResult> As<T, TResult>(Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Ana, []);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
