using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Search;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>
/// Documents by their words and by what is known of them. What is typed is patient text: it is posted, and the address that brings the
/// results back holds it sealed.
/// </summary>
[Authorize(Policy = DocumentsRights.View)]
internal sealed class SearchModel(DocumentsDb db, FoundRows rows, SealedSearches searches, DocumentMarks marks, IPatients patients, AuditTrail audit) : PageModel
{
    private const int MostFound = 50;
    private const int MostPatients = 6;

    /// <summary>In the search that opens over every page.</summary>
    private const int MostFoundAnywhere = 5;
    private const int LeastLettersAnywhere = 3;

    [BindProperty]
    public SearchForm Form { get; set; } = new();

    public FoundList Found { get; private set; } = FoundList.NotAsked;

    /// <summary>The one whose documents alone are sought; null for those of all.</summary>
    public PatientSummary? Patient { get; private set; }

    /// <summary>Who may be meant by what was typed for the patient.</summary>
    public IReadOnlyList<PatientSummary> Patients { get; private set; } = [];

    /// <summary>The labels that are offered; of the whole page alone.</summary>
    public IReadOnlyList<Label> Labels { get; private set; } = [];

    /// <summary>What could not be understood; null when everything was.</summary>
    public string? Problem { get; private set; }

    /// <summary>This search among one patient's documents, for an address; null for those of all.</summary>
    public string SealedFor(Guid? patientId) => searches.Seal(Form.Search with { PatientId = patientId });

    /// <param name="find">A sealed search: its results.</param>
    /// <param name="patient">Seeks among this patient's documents.</param>
    public async Task OnGet(string? find, Guid? patient, CancellationToken stopping)
    {
        Labels = await marks.Offered(stopping);
        Form = searches.Open(find) is var (search, _) ? SearchForm.Of(search) : new SearchForm { PatientId = patient };
        if (find is not null && searches.Open(find) is null)
        {
            Problem = "This search is of another day or of somebody else. Type it again.";
            return;
        }

        await Look(stopping);
    }

    /// <summary>By htmx as it is typed into; sent whole, the results have an address of their own.</summary>
    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        if (!ModelState.IsValid)
        {
            Problem = "Write the days as 11/24/2026.";
            ModelState.Clear();
        }

        if (Request.Headers.ContainsKey("HX-Request"))
        {
            await Look(stopping);
            return Partial("_DocumentsFound", this);
        }

        if (Problem is null && string.IsNullOrWhiteSpace(Form.PatientSearch))
        {
            return Redirect($"/documents/search?find={searches.Seal(Form.Search)}");
        }

        await Look(stopping);
        Labels = await marks.Offered(stopping);
        return Page();
    }

    /// <summary>The search that the layout opens over every page: always a fragment.</summary>
    public async Task<IActionResult> OnPostFind(string? search, CancellationToken stopping)
    {
        ModelState.Clear();
        if ((search?.Trim() ?? "").Length >= LeastLettersAnywhere)
        {
            Found = await rows.Read(new DocumentSearch(DocumentSearch.Plain(search)), MostFoundAnywhere, stopping);
            await Audit(stopping);
        }

        return Partial("_DocumentsFoundAnywhere", Found);
    }

    private async Task Look(CancellationToken stopping)
    {
        await LookForPatient(stopping);
        if (Patients.Count == 0)
        {
            Found = await rows.Read(Form.Search, MostFound, stopping);
            await Audit(stopping);
        }
    }

    /// <summary>Who is typed as the patient is chosen first, unless only one can be meant.</summary>
    private async Task LookForPatient(CancellationToken stopping)
    {
        if (DocumentSearch.Plain(Form.PatientSearch)?.Trim() is { Length: > 1 } text)
        {
            Patients = await patients.Search(text, MostPatients, stopping);
            await audit.Record(db, new AuditEntry("patients.searched", "patient", null, [.. Patients.Select(patient => patient.Id)]), stopping);
            Problem = Patients.Count == 0 ? "No patient of that name, number or birth date is registered." : Problem;
            if (Patients is [var only])
            {
                (Form.PatientId, Form.PatientSearch, Patients) = (only.Id, null, []);
            }
        }

        Patient = Form.PatientId is { } id ? await patients.Find(id, stopping) : null;
        Form.PatientId = Patient?.Id;
    }

    /// <summary>A search is one entry.</summary>
    private Task Audit(CancellationToken stopping) =>
        Found.IsAsked ? audit.Record(db, new AuditEntry("documents.searched", "document", null, Found.Ids), stopping) : Task.CompletedTask;
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class SearchForm
{
    public string? Words { get; set; }

    public Guid? PatientId { get; set; }

    public string? PatientSearch { get; set; }

    /// <summary>Code of the type.</summary>
    public string? Type { get; set; }

    public string? State { get; set; }

    public Guid? Label { get; set; }

    public DateOnly? From { get; set; }

    public DateOnly? Until { get; set; }

    public string? Sender { get; set; }

    public DocumentSearch Search => new(DocumentSearch.Plain(Words), PatientId, Type, State, From, Until, DocumentSearch.Plain(Sender), Label);

    public static SearchForm Of(DocumentSearch search) =>
        new() { Words = search.Text, PatientId = search.PatientId, Type = search.Type, State = search.State, From = search.From, Until = search.Until, Sender = search.Sender, Label = search.Label };
}
