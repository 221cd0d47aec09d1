using DemoClinic.Paper;
using DemoClinic.Register;

namespace DemoClinic.Faxes;

/// <summary>How a fax lies in the drop folder.</summary>
internal enum Form
{
    /// <summary>As a fax server stores it.</summary>
    Tiff,

    /// <summary>With the older coding (group 3).</summary>
    OldTiff,

    /// <summary>A fax wrapped into a PDF.</summary>
    FaxPdf,

    /// <summary>A PDF with text in it, mailed or printed to the folder.</summary>
    DigitalPdf,

    /// <summary>A photograph.</summary>
    Photo,
}

/// <param name="Name">File name without the ending; the order of the names is the order of feeding.</param>
/// <param name="Location">Whose fax line it comes in on.</param>
/// <param name="MachineLine">What the sending machine prints on top: %p page, %n pages.</param>
/// <param name="Wears">One for all pages, or one a page.</param>
internal sealed record Fax(
    string Name, Form Form, ClinicLocation Location, string MachineLine, IReadOnlyList<string> Pages, IReadOnlyList<Wear> Wears, IReadOnlyList<Expected> Documents)
{
    /// <summary>Pages that belong to no document.</summary>
    public IReadOnlyList<int> CoverPages { get; init; } = [];

    /// <summary>The fax that this one repeats, byte by byte.</summary>
    public string? RepeatOf { get; init; }

    public string FileName => Name + Form switch
    {
        Form.Tiff or Form.OldTiff => ".tif",
        Form.FaxPdf or Form.DigitalPdf => ".pdf",
        _ => ".jpg",
    };

    /// <summary>In the folder of its location.</summary>
    public string RelativePath => Path.Combine(Location.Name, FileName);

    public Fax As(Form form, params int[] coverPages) => this with { Form = form, CoverPages = coverPages };

    public Fax WornBy(params Wear[] wears) => this with { Wears = wears };

    public Wear WearOf(int page) => Wears[Math.Min(page, Wears.Count - 1)];
}

/// <summary>What has to become of a document.</summary>
/// <param name="Mrn">To whom it is filed without anybody's help; null: a person must decide.</param>
/// <param name="Reasons">With no MRN: the codes that may be given as the reason. With one: those for which it may wait all the same.</param>
internal sealed record Expected(
    int[] Pages, string Type, string? Mrn, string[] Reasons, IReadOnlyList<ExpectedOrder> Orders, string[] Tasks);

/// <param name="State">ready, unsigned, undated, illegible or elsewhere.</param>
internal sealed record ExpectedOrder(string Kind, string? Code, string Description, string State = "ready");
