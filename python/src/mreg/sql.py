"""What `export_sql` writes, as classes of SQLAlchemy 2: `Session(create_engine("sqlite:///registry.db")).query(ModelMetadata)`.

Importing this module imports SQLAlchemy. Nothing that is written to these tables comes back into the registry.
"""
# ruff: noqa: UP045 - SQLAlchemy evaluates the types, and Python 3.9 knows no `str | None`.

from __future__ import annotations

from datetime import datetime
from typing import Any, Optional

from sqlalchemy import JSON, BigInteger, ForeignKey, ForeignKeyConstraint, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """The base of these classes, with their tables in `metadata`."""


class ModelMetadata(Base):
    """A version."""

    __tablename__ = "model_metadata"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    model_type: Mapped[str] = mapped_column(Text)
    model_name: Mapped[str] = mapped_column(Text)
    model_version: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(BigInteger)
    stage: Mapped[str] = mapped_column(Text)
    aliases: Mapped[Any] = mapped_column(JSON)
    """A list of texts."""
    description: Mapped[Optional[str]] = mapped_column(Text)
    framework: Mapped[Optional[str]] = mapped_column(Text)
    framework_version: Mapped[Optional[str]] = mapped_column(Text)
    hyperparameters: Mapped[Any] = mapped_column(JSON, nullable=True)
    source_data_version: Mapped[Optional[str]] = mapped_column(Text)
    run_id: Mapped[Optional[str]] = mapped_column(Text)
    registered_at: Mapped[datetime]
    """In UTC, without a zone."""
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(Text)
    directory: Mapped[str] = mapped_column(Text)
    """Relative to the registry."""
    document: Mapped[Any] = mapped_column("metadata", JSON, nullable=True)
    """All of metadata.json; `metadata` is SQLAlchemy's own name."""
    tags: Mapped[list[ModelTag]] = relationship(back_populates="model")
    metrics: Mapped[list[ModelMetric]] = relationship(back_populates="model", order_by="ModelMetric.id")


class ModelTag(Base):
    """A tag of a version."""

    __tablename__ = "model_tags"

    model_id: Mapped[int] = mapped_column(ForeignKey("model_metadata.id"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    model: Mapped[ModelMetadata] = relationship(back_populates="tags")


class ModelMetric(Base):
    """A value of a metric: one that the version was registered with, or one that was logged."""

    __tablename__ = "model_metrics"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    model_id: Mapped[int] = mapped_column(ForeignKey("model_metadata.id"))
    name: Mapped[str] = mapped_column(Text)
    value: Mapped[Optional[float]]
    """None for NaN and the infinities."""
    written: Mapped[Optional[str]] = mapped_column(Text)
    """The value as it was written, where no double is exactly it."""
    step: Mapped[Optional[int]] = mapped_column(BigInteger)
    measured_at: Mapped[datetime]
    """In UTC, without a zone."""
    source: Mapped[str] = mapped_column(Text)
    """`registered` or `logged`."""
    model: Mapped[ModelMetadata] = relationship(back_populates="metrics")


class RegistryModel(Base):
    """A model."""

    __tablename__ = "registry_models"

    model_type: Mapped[str] = mapped_column(Text, primary_key=True)
    model_name: Mapped[str] = mapped_column(Text, primary_key=True)
    display_name: Mapped[Optional[str]] = mapped_column(Text)
    description: Mapped[Optional[str]] = mapped_column(Text)
    latest_version: Mapped[Optional[str]] = mapped_column(Text)
    created_at: Mapped[Optional[datetime]]
    """In UTC, without a zone."""
    updated_at: Mapped[Optional[datetime]]
    tags: Mapped[list[RegistryModelTag]] = relationship(back_populates="model")


class RegistryModelTag(Base):
    """A tag of a model."""

    __tablename__ = "registry_model_tags"
    __table_args__ = (
        ForeignKeyConstraint(["model_type", "model_name"], ["registry_models.model_type", "registry_models.model_name"]),
    )

    model_type: Mapped[str] = mapped_column(Text, primary_key=True)
    model_name: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    model: Mapped[RegistryModel] = relationship(back_populates="tags")


class RunMetadata(Base):
    """A run."""

    __tablename__ = "run_metadata"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    experiment_id: Mapped[str] = mapped_column(Text)
    experiment_name: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    user_name: Mapped[Optional[str]] = mapped_column(Text)
    started_at: Mapped[Optional[datetime]]
    """In UTC, without a zone."""
    ended_at: Mapped[Optional[datetime]]
    params: Mapped[list[RunParam]] = relationship(back_populates="run")
    tags: Mapped[list[RunTag]] = relationship(back_populates="run")
    metrics: Mapped[list[RunMetric]] = relationship(back_populates="run")


class RunParam(Base):
    """A param of a run."""

    __tablename__ = "run_params"

    run_id: Mapped[str] = mapped_column(ForeignKey("run_metadata.id"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    run: Mapped[RunMetadata] = relationship(back_populates="params")


class RunTag(Base):
    """A tag of a run."""

    __tablename__ = "run_tags"

    run_id: Mapped[str] = mapped_column(ForeignKey("run_metadata.id"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    run: Mapped[RunMetadata] = relationship(back_populates="tags")


class RunMetric(Base):
    """A metric of a run: its last value, and the lowest and the highest."""

    __tablename__ = "run_metrics"

    run_id: Mapped[str] = mapped_column(ForeignKey("run_metadata.id"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[Optional[float]]
    """None for NaN and the infinities."""
    written: Mapped[Optional[str]] = mapped_column(Text)
    """The value as it was written, where no double is exactly it."""
    step: Mapped[Optional[int]] = mapped_column(BigInteger)
    measured_at: Mapped[Optional[datetime]]
    """In UTC, without a zone."""
    lowest: Mapped[Optional[float]]
    highest: Mapped[Optional[float]]
    run: Mapped[RunMetadata] = relationship(back_populates="metrics")
