using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Data;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Architecture.Tests;

/// <summary>Access classes hold in one place of each module, the filters of its context: nothing has a class and no filter, and few look past one.</summary>
public sealed class AccessTests(TestCluster cluster)
{
    /// <summary>They say who has which class, to the filters themselves, and nothing else.</summary>
    private static readonly string[] Lists = [nameof(SubjectClass), "PatientClass", "StoredDocument"];

    /// <summary>
    /// Who looks past the filter, and why. None of them shows anything of what it finds there but that, or when, it is there.
    /// </summary>
    private static readonly Dictionary<string, string> LookPast = new()
    {
        ["Modules/Correspondence/ClinicOps.Correspondence/Batches/ChooseReaders.cs"] = "nobody in sight gets a letter twice, whoever may see the first",
        ["Modules/Correspondence/ClinicOps.Correspondence/Batches/CountBatch.cs"] = "how far a batch is, in numbers alone, whoever may see its letters",
        ["Modules/Correspondence/ClinicOps.Correspondence/Batches/RunBatch.cs"] = "a batch is withdrawn whole, whoever may see its letters",
        ["Modules/Correspondence/ClinicOps.Correspondence/Batches/WorkOnLetter.cs"] = "a batch is withdrawn whole, whoever may see its letters",
        ["Modules/Correspondence/ClinicOps.Correspondence/Conversations/AddEntry.cs"] = "an id is taken, whoever may see by what",
        ["Modules/Correspondence/ClinicOps.Correspondence/Conversations/OpenConversation.cs"] = "an id is taken, whoever may see by what",
        ["Modules/Correspondence/ClinicOps.Correspondence/Data/CorrespondenceDb.Conversations.cs"] = "who holds a conversation, and was asked before whether they see it, judges over all of it",
        ["Modules/Correspondence/ClinicOps.Correspondence/Data/CorrespondenceDb.cs"] = "who holds a letter judges over all that became of it",
        ["Modules/Correspondence/ClinicOps.Correspondence/Data/CorrespondenceDb.Leaving.cs"] = "whoever checks a fax number has everything go on that waits for it, and is shown none of it",
        ["Modules/Correspondence/ClinicOps.Correspondence/Data/CorrespondenceDb.Disclosures.cs"] = "what was logged of a delivery is corrected, whatever class the letter has by now",
        ["Modules/Correspondence/ClinicOps.Correspondence/Data/CorrespondenceDb.Records.cs"] = "what leaves is logged with the purpose of its request, whoever may see that",
        ["Modules/Correspondence/ClinicOps.Correspondence/Records/WorkOnRecords.cs"] = "an id is taken, whoever may see by what",
        ["Modules/Correspondence/ClinicOps.Correspondence/Disclosures/LogDeliveries.cs"] = "what left is logged, whoever may see the letter",
        ["Modules/Correspondence/ClinicOps.Correspondence/Disclosures/LogDisclosure.cs"] = "an entry is made and corrected once, whoever may see it",
        ["Modules/Correspondence/ClinicOps.Correspondence/Letters/DraftLetter.cs"] = "one letter of a template for a task, whoever may see it",
        ["Modules/Correspondence/ClinicOps.Correspondence/Papers/SendPapers.cs"] = "an id is taken, whoever may see by what",
        ["Modules/Documents/ClinicOps.Documents/Desk/DocumentMarks.cs"] = "labels and notes of documents in sight, and of those in sight that were merged into them",
        ["Modules/Documents/ClinicOps.Documents/Exporting/WriteExports.cs"] = "not the access filter: what was merged into others is taken back in the index too",
        ["Modules/Documents/ClinicOps.Documents/Matching/JudgeDocument.cs"] = "the gate judges by the whole transmission",
        ["Modules/Documents/ClinicOps.Documents/Orders/CarryOrders.cs"] = "not the access filter: orders of documents merged since, of those in sight",
        ["Modules/Documents/ClinicOps.Documents/Quality/DrawRecheckSample.cs"] = "not the access filter: filings of documents merged since are drawn too",
        ["Modules/Documents/ClinicOps.Documents/Receiving/Mail/SaveMailAccount.cs"] = "a mailbox has messages, whoever may see them",
        ["Modules/Documents/ClinicOps.Documents/Receiving/ReceiveFile.cs"] = "the same bytes are a repeat, whoever may see the first",
        ["Modules/Documents/ClinicOps.Documents/Repeats/FindRepeat.cs"] = "when the first came, for who sees the repeat: who does not see the first does not",
        ["Modules/Documents/ClinicOps.Documents/Sorting/ChangePages.Carrying.cs"] = "numbers of pages that are taken, and copies of what was changed, which are as closed as it, whoever acts",
        ["Modules/Documents/ClinicOps.Documents/Sorting/ChangePages.cs"] = "documents merged into others, of those in sight",
        ["Modules/Documents/ClinicOps.Documents/Sorting/DescribeAnew.cs"] = "what is urgent on a cover holds for each document of its transmission",
        ["Modules/Documents/ClinicOps.Documents/Sorting/MovedAlerts.cs"] = "what is urgent on pages of the same act or transmission, whoever may see them",
        ["Modules/Intake/ClinicOps.Intake/Access/ClosedRecords.cs"] = "whether there is a closed record, for who names it exactly",
        ["Modules/Intake/ClinicOps.Intake/ChartPrep/LoadChartDay.cs"] = "when visits begin whose prepared charts are closed, for a print that says how many it leaves out",
        ["Modules/Intake/ClinicOps.Intake/Importing/LoadPatientFile.cs"] = "how many lines of a file are about closed records, and nothing else of them",
        ["Modules/Intake/ClinicOps.Intake/Ledger/DrawerSums.cs"] = "what must be in a drawer, whoever may see whose money it is",
        ["Modules/Intake/ClinicOps.Intake/Ledger/WritePaper.cs"] = "the sheet of a drawer lists all of its lines, and nobody's name",
        ["Modules/Intake/ClinicOps.Intake/Patients/PatientRegister.cs"] = "the gate judges over all registered",
        ["Modules/Intake/ClinicOps.Intake/Patients/RegisterBearers.cs"] = "how common a name is, over all registered",
        ["Modules/Intake/ClinicOps.Intake/Patients/RegisterPatient.cs"] = "an id or an MRN is taken, whoever may see by whom",
        ["Modules/Intake/ClinicOps.Intake/Patients/SearchPatients.cs"] = "names are picked among all; whom the user may not see is left out before the limit, by the statement that weighs them",
        ["Modules/Scheduling/ClinicOps.Scheduling/Booking/BookVisit.cs"] = "an id is taken, whoever may see by what",
        ["Modules/Scheduling/ClinicOps.Scheduling/Booking/BookVisit.Series.cs"] = "an id is taken, whoever may see by what",
        ["Modules/Scheduling/ClinicOps.Scheduling/Booking/ChangeVisit.Several.cs"] = "a visit in sight takes its request along, whoever may see that",
        ["Modules/Scheduling/ClinicOps.Scheduling/Booking/ChangeVisit.cs"] = "a visit in sight takes its request along, whoever may see that",
        ["Modules/Scheduling/ClinicOps.Scheduling/Booking/FindLanes.cs"] = "a provider's time is taken, whoever may see by whom",
        ["Modules/Scheduling/ClinicOps.Scheduling/Calendar/LoadTimes.cs"] = "the calendar shows that a time is taken, and nothing else",
        ["Modules/Scheduling/ClinicOps.Scheduling/Calendar/PatientsByVisits.cs"] = "nobody is asked to come back who has a closed visit; who is closed is counted alone",
        ["Modules/Scheduling/ClinicOps.Scheduling/Confirmation/AnswerByLink.cs"] = "nobody is signed in: the link entitles, to when and where of its visit",
        ["Modules/Scheduling/ClinicOps.Scheduling/Importing/CompareSchedule.cs"] = "a visit of a file is there, whoever may see it",
        ["Modules/Scheduling/ClinicOps.Scheduling/Feeds/LoadFeed.cs"] = "a provider's time is taken, and nothing else of such a visit",
        ["Modules/Scheduling/ClinicOps.Scheduling/ProviderOut/EnterOutage.cs"] = "no visit is left off the list of an absence because who enters it does not see it",
        ["Modules/Scheduling/ClinicOps.Scheduling/ProviderOut/OutageStandings.cs"] = "how many are still to be reached, and nothing else of who is out of sight",
        ["Modules/Scheduling/ClinicOps.Scheduling/Requests/KeepRequest.cs"] = "a task has one request, whoever may see it",
        ["Modules/Scheduling/ClinicOps.Scheduling/SetUp/SetUpParts.cs"] = "that a visit or a recall names a provider, whoever may see it",
        ["Modules/Scheduling/ClinicOps.Scheduling/Waitlist/AnswerOfferByLink.cs"] = "nobody is signed in: the link entitles, to when and where of its offer",
    };

    [Fact]
    public async Task Every_row_with_an_access_class_is_filtered_by_it()
    {
        await using var clinic = await cluster.OpenClinic(House.Modules());
        await using var scope = clinic.Services.CreateAsyncScope();
        var contexts = MessageTests.Catalog(House.Modules()).Databases.Select(database => (DbContext)scope.ServiceProvider.GetRequiredService(database.ContextType)).ToList();
        var classified = contexts.SelectMany(context => context.Model.GetEntityTypes())
            .Where(entity => entity.FindProperty("AccessClass") is not null && !Lists.Contains(entity.ClrType.Name)).ToList();

        Assert.True(classified.Count >= 8);
        Assert.Empty(classified.Where(entity => entity.GetDeclaredQueryFilters().All(filter => filter.Key != ModuleDb.AccessFilter)).Select(entity => entity.ClrType.FullName));
    }

    [Fact]
    public void Only_who_is_listed_looks_past_a_filter() =>
        Assert.Equal(
            LookPast.Keys.Order(StringComparer.Ordinal),
            House.SourceFiles("Host", "Modules")
                .Where(file => File.ReadAllText(file).Contains("IgnoreQueryFilters", StringComparison.Ordinal))
                .Select(file => Path.GetRelativePath(House.Root, file))
                .Order(StringComparer.Ordinal));
}
